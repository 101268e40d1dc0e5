using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>Where the digests of one chain can lie.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Folders">Bucket and folder of the chain's region, one for each place (see <see cref="DigestKey.RegionFolder"/>).</param>
internal sealed record ChainFolders(ChainId Chain, IReadOnlyList<ObjectLocation> Folders);
