using Integrity.Findings;
using Integrity.Tests.Vectors;
using Integrity.Tests.Vectors.FindingVectors;

namespace Integrity.Tests.Architecture;

/// <summary>Every finding code is demonstrated by a vector in testdata.</summary>
public sealed class FindingCodeTests
{
    [Fact]
    public void Every_finding_code_has_a_vector_that_produces_it()
    {
        var covered = FindingVector
            .AllNames.SelectMany(name => new FindingVector(name).Findings)
            .Concat(LibraryOnVectorsTests.ExpectedCodes)
            .ToHashSet();

        Enum.GetValues<FindingCode>()
            .Except(covered)
            .Should()
            .BeEmpty("every finding code needs a vector in testdata/findings (see testdata/README.md)");
    }
}
