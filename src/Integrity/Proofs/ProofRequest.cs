using Integrity.Checkpoints;
using Integrity.Verification;

namespace Integrity.Proofs;

/// <summary>What to prove.</summary>
public sealed record ProofRequest
{
    /// <summary>Where to look, as for a verification. The range must hold the digest that lists the log file, and whatever the proof is to reach to.</summary>
    public required VerificationRequest Search { get; init; }

    /// <summary>The bucket of the log file; <c>null</c> for any.</summary>
    public string? Bucket { get; init; }

    /// <summary>The key of the log file; <c>null</c> when an event is to be proved.</summary>
    public string? LogFilePath { get; init; }

    /// <summary>The event id; <c>null</c> when a log file is to be proved.</summary>
    public string? EventId { get; init; }

    /// <summary>Whether the log file's bytes are left out, so that the proof is about its hash alone. Not for an event.</summary>
    public bool HashOnly { get; init; }

    /// <summary>Whether the newer digests that lead to the one that lists the log file are in the proof, up to the newest one that is linked.</summary>
    public bool ToNewest { get; init; }

    /// <summary>The digest to which the newer digests must lead; <c>null</c> for none. Goes before <see cref="ToNewest"/>.</summary>
    public Checkpoint? Checkpoint { get; init; }
}
