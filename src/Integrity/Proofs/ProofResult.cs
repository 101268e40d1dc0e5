using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Proofs;

/// <summary>What came of checking a proof. What it establishes is there only when the verdict is <see cref="Verdict.Valid"/>; then it is verified, and no claim.</summary>
public sealed record ProofResult
{
    /// <summary>The digests newest first, then the log file.</summary>
    public required IReadOnlyList<ProofStep> Steps { get; init; }

    /// <summary>The worst of the steps. A proof proves all that it says, or nothing.</summary>
    public Verdict Verdict => Steps.Count == 0 ? Verdict.Invalid : Steps.Min(step => step.Verdict);

    /// <summary>The verified digest that lists the log file; <c>null</c> when the proof proves nothing.</summary>
    public Digest? Listing { get; init; }

    /// <summary>What that digest says of the log file; <c>null</c> when the proof proves nothing.</summary>
    public LogFileEntry? Entry { get; init; }

    /// <summary>The newest of the linked digests: where it lies, its hash and its signature; <c>null</c> when the proof proves nothing.</summary>
    public PreviousDigest? Newest { get; init; }

    /// <summary>The chain of the digests; <c>null</c> when the proof proves nothing.</summary>
    public ChainId? Chain { get; init; }
}
