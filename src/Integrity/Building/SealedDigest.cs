using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A signed digest, ready to write.</summary>
/// <param name="Digest">The content.</param>
/// <param name="Known">The part to keep in memory.</param>
/// <param name="Gzip">The compressed content.</param>
/// <param name="Metadata">The object metadata with the signature.</param>
internal sealed record SealedDigest(
    Digest Digest,
    KnownDigest Known,
    ReadOnlyMemory<byte> Gzip,
    IReadOnlyDictionary<string, string> Metadata
);
