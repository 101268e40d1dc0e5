using Integrity.Checkpoints;
using Integrity.Verification;

namespace Integrity.Proofs;

/// <summary>Specifies what to prove.</summary>
public sealed record ProofRequest
{
    /// <summary>
    /// Where to search. The range must include the digest that lists the log file, and everything up to the end of the
    /// proof.
    /// </summary>
    public required VerificationRequest Search { get; init; }

    /// <summary>The bucket of the log file; <c>null</c> for any.</summary>
    public string? Bucket { get; init; }

    /// <summary>The object path of the log file; <c>null</c> to prove an event.</summary>
    public string? LogFilePath { get; init; }

    /// <summary>The event ID; <c>null</c> to prove a log file.</summary>
    public string? EventId { get; init; }

    /// <summary>Whether to omit the log file, so that the proof covers only its hash. Not for events.</summary>
    public bool HashOnly { get; init; }

    /// <summary>Whether to include the newer digests, up to the newest linked one.</summary>
    public bool ToNewest { get; init; }

    /// <summary>
    /// The checkpoint that the proof must reach; <c>null</c> for none. Overrides <see cref="ToNewest"/>.
    /// </summary>
    public Checkpoint? Checkpoint { get; init; }
}
