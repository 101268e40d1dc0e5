using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>Where the digests of one chain can lie.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Folders">Bucket and folder of the chain's region, one for each place (see <see cref="DigestPath.RegionFolder"/>).</param>
/// <param name="IsSuspected">Whether no digest of it is there, but log files are: all its digests may have been deleted, or the log files are those of another trail.</param>
internal sealed record ChainFolders(ChainId Chain, IReadOnlyList<ObjectLocation> Folders, bool IsSuspected = false);
