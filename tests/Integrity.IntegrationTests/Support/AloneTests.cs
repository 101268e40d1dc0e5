namespace Integrity.IntegrationTests.Support;

/// <summary>Tests that run while no others do, since they measure the process that runs them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "alone";
}
