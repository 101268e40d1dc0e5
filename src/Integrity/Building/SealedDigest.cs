using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A digest that is ready to be written.</summary>
/// <param name="Digest">What it says.</param>
/// <param name="Known">What is remembered of it.</param>
/// <param name="Gzip">Its content, as it is stored.</param>
/// <param name="Metadata">Its signature, and what goes with it.</param>
internal sealed record SealedDigest(
    Digest Digest,
    KnownDigest Known,
    ReadOnlyMemory<byte> Gzip,
    IReadOnlyDictionary<string, string> Metadata
);
