using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>A digest as it came from the store: well-formed, and otherwise only claims.</summary>
/// <param name="Location">Where it lies.</param>
/// <param name="Path">The parts of its path.</param>
/// <param name="Digest">What it says.</param>
/// <param name="ContentHash">The hash of its inflated content.</param>
/// <param name="Metadata">The object's metadata; <c>null</c> when that is not known.</param>
internal sealed record FetchedDigest(
    ObjectLocation Location,
    DigestPath Path,
    Digest Digest,
    Sha256Hash ContentHash,
    IReadOnlyDictionary<string, string>? Metadata
)
{
    /// <summary>Why the metadata could not be understood (see <see cref="StoredObject.MetadataProblem"/>).</summary>
    public string? MetadataProblem { get; init; }
}
