using Integrity.Findings;
using Integrity.Tests.Vectors;
using Integrity.Tests.Vectors.FindingVectors;

namespace Integrity.Tests.Architecture;

/// <summary>Whatever can be found is shown by an example that anyone can verify.</summary>
public sealed class FindingCodeTests
{
    [Fact]
    public void Every_finding_code_has_a_vector_on_which_it_is_found()
    {
        var shown = FindingVector
            .AllNames.SelectMany(name => new FindingVector(name).Findings)
            .Concat(LibraryOnVectorsTests.ExpectedCodes)
            .ToHashSet();

        Enum.GetValues<FindingCode>()
            .Except(shown)
            .Should()
            .BeEmpty("whoever adds a finding adds a vector to testdata/findings (testdata/README.md says how)");
    }
}
