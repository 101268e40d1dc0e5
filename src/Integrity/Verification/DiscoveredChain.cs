using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>A chain to verify, and the folders that may contain its digests.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Folders">
/// Bucket and region folder, one for each trail location (see <see cref="DigestPath.RegionFolder"/>).
/// </param>
/// <param name="HasOnlyLogFiles">
/// Whether the region has log files but no digest of this chain. Either all its digests were deleted, or the log files
/// belong to another trail.
/// </param>
internal sealed record DiscoveredChain(
    ChainId Chain,
    IReadOnlyList<ObjectLocation> Folders,
    bool HasOnlyLogFiles = false
);
