using Integrity.Digests;

namespace Integrity.Proofs;

/// <summary>A digest in a proof, as stored.</summary>
/// <param name="Location">The location.</param>
/// <param name="Content">The stored bytes (gzip).</param>
/// <param name="Metadata">The metadata with the signature; names are in lower case.</param>
public sealed record ProvedDigest(
    ObjectLocation Location,
    ReadOnlyMemory<byte> Content,
    IReadOnlyDictionary<string, string> Metadata
);
