using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Proofs;

/// <summary>The result of checking one object in a proof.</summary>
/// <param name="Location">The location that the proof claims.</param>
/// <param name="IsDigest">Whether it is a digest rather than the log file.</param>
/// <param name="Findings">The findings; empty if the object is valid.</param>
public sealed record ProofStep(ObjectLocation Location, bool IsDigest, IReadOnlyList<Finding> Findings)
{
    /// <summary>The worst severity of the findings.</summary>
    public Verdict Verdict => Finding.VerdictOf(Findings);
}
