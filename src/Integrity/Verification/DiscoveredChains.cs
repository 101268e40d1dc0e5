using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>The discovered chains of one account.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Chains">
/// The chains in order of the regions, including those that must exist but have no objects.
/// </param>
/// <param name="Unlistable">
/// Folders that could not be listed and may contain further chains: log folders, which can belong to a region without
/// digests, and entries whose names are not known.
/// </param>
/// <param name="Problem">Why a folder with digests could not be listed; <c>null</c> if all could be.</param>
internal sealed record DiscoveredChains(
    string AccountId,
    IReadOnlyList<DiscoveredChain> Chains,
    IReadOnlyList<UnlistedResult> Unlistable,
    StoreException? Problem
);
