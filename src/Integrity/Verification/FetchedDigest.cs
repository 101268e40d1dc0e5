using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>A digest from the store: well-formed, but unverified.</summary>
/// <param name="Location">Its actual location.</param>
/// <param name="Path">Its parsed object path.</param>
/// <param name="Digest">Its content.</param>
/// <param name="ContentHash">The hash of its decompressed content.</param>
/// <param name="Metadata">The object's metadata; <c>null</c> if unknown.</param>
internal sealed record FetchedDigest(
    ObjectLocation Location,
    DigestPath Path,
    Digest Digest,
    Sha256Hash ContentHash,
    IReadOnlyDictionary<string, string>? Metadata
)
{
    /// <summary>Why the metadata could not be parsed (see <see cref="StoredObject.MetadataProblem"/>).</summary>
    public string? MetadataProblem { get; init; }
}
