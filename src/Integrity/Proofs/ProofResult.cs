using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Proofs;

/// <summary>
/// The result of checking a proof. The verified values are set only if the verdict is <see cref="Verdict.Valid"/>.
/// </summary>
public sealed record ProofResult
{
    /// <summary>The digests newest first, then the log file.</summary>
    public required IReadOnlyList<ProofStep> Steps { get; init; }

    /// <summary>The worst verdict of the steps. A proof proves everything that it states, or nothing.</summary>
    public Verdict Verdict => Steps.Count == 0 ? Verdict.Invalid : Steps.Min(step => step.Verdict);

    /// <summary>The verified digest that lists the log file; <c>null</c> unless valid.</summary>
    public Digest? Listing { get; init; }

    /// <summary>The entry of the log file in that digest; <c>null</c> unless valid.</summary>
    public LogFileEntry? Entry { get; init; }

    /// <summary>The location, hash and signature of the newest linked digest; <c>null</c> unless valid.</summary>
    public PreviousDigest? Newest { get; init; }

    /// <summary>The chain of the digests; <c>null</c> unless valid.</summary>
    public ChainId? Chain { get; init; }
}
