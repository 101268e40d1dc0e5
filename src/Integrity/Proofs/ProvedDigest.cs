using Integrity.Digests;

namespace Integrity.Proofs;

/// <summary>A digest in a proof: as it lay in the store.</summary>
/// <param name="Location">Where it lay.</param>
/// <param name="Content">The object's bytes, gzip.</param>
/// <param name="Metadata">The object's metadata, names in lower case; the signature is in it.</param>
public sealed record ProvedDigest(
    ObjectLocation Location,
    ReadOnlyMemory<byte> Content,
    IReadOnlyDictionary<string, string> Metadata
);
