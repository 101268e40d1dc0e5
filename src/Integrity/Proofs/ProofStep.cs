using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Proofs;

/// <summary>What was found on one object in a proof.</summary>
/// <param name="Location">Where the proof says that it lay.</param>
/// <param name="IsDigest">Whether it is a digest; else the log file.</param>
/// <param name="Findings">What was found; empty when all is well.</param>
public sealed record ProofStep(ObjectLocation Location, bool IsDigest, IReadOnlyList<Finding> Findings)
{
    /// <summary>The worst weight of the findings.</summary>
    public Verdict Verdict => Finding.VerdictOf(Findings);
}
