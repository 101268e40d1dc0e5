namespace Integrity.IntegrationTests.Support;

/// <summary>Tests that run alone, because they measure the test process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "alone";
}
