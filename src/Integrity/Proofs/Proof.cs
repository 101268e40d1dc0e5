using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Proofs;

/// <summary>
/// Everything needed to prove later, without the store, that a log file was delivered or contains an event. Unverified
/// until <see cref="ProofChecker"/> checks it.
/// </summary>
public sealed record Proof
{
    /// <summary>Maximum size of the JSON text, in bytes: 128 MiB.</summary>
    public const int MaxBytes = 128 << 20;

    /// <summary>Maximum compressed size of a log file or digest, in bytes: 32 MiB.</summary>
    public const int MaxObjectBytes = 32 << 20;

    /// <summary>
    /// Maximum decompressed size of the log file of an event, in bytes: 128 MiB. Without an event, it is only hashed.
    /// </summary>
    public const int MaxSearchedBytes = 128 << 20;

    /// <summary>Maximum number of digests: more than a year of hours.</summary>
    public const int MaxDigests = 10_000;

    /// <summary>Where the log file was delivered.</summary>
    public required ObjectLocation LogFile { get; init; }

    /// <summary>The stored bytes of the log file (gzip); <c>null</c> if the proof covers only its hash.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>The event; <c>null</c> if the proof covers the log file as a whole.</summary>
    public ProvedEvent? Event { get; init; }

    /// <summary>
    /// The digests, newest first. Each links to the following one, and the last one lists the log file. Never empty.
    /// </summary>
    public required IReadOnlyList<ProvedDigest> Digests { get; init; }

    /// <summary>
    /// The public keys of the digests, for other programs. <see cref="ProofChecker"/> does not trust them.
    /// </summary>
    public IReadOnlyList<TrustedKey> Keys { get; init; } = [];
}
