using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Proofs;

/// <summary>
/// All that is needed to show, years later and without the store, that a log file was delivered, or that an event is in it. Claims, until <see cref="ProofChecker"/> has looked at it.
/// </summary>
public sealed record Proof
{
    /// <summary>The most bytes that the text of a proof may have: 128 MiB.</summary>
    public const int MaxBytes = 128 << 20;

    /// <summary>The most bytes that a log file or digest in it may have, compressed: 32 MiB.</summary>
    public const int MaxObjectBytes = 32 << 20;

    /// <summary>The most bytes to which the log file of an event may inflate: 128 MiB. That of a proof without an event is only hashed.</summary>
    public const int MaxSearchedBytes = 128 << 20;

    /// <summary>The most digests in it: more than a year of hours.</summary>
    public const int MaxDigests = 10_000;

    /// <summary>Where the log file was delivered.</summary>
    public required ObjectLocation LogFile { get; init; }

    /// <summary>The log file's bytes as they lay in the store, gzip; <c>null</c> when the proof is only about its hash.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>The event; <c>null</c> when the proof is about the log file as a whole.</summary>
    public ProvedEvent? Event { get; init; }

    /// <summary>Newest first: each names the next one as its previous, and the last one lists the log file. At least one.</summary>
    public required IReadOnlyList<ProvedDigest> Digests { get; init; }

    /// <summary>The public keys that the digests name, for whoever checks the proof by other means. <see cref="ProofChecker"/> does not trust them.</summary>
    public IReadOnlyList<TrustedKey> Keys { get; init; } = [];
}
