using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>An account, and where its folders are.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Folders">One for each trail location and organization; empty if only the checkpoint names it.</param>
internal sealed record AccountFolders(string AccountId, IReadOnlyList<AccountFolder> Folders);

/// <summary>Where the folders of an account are.</summary>
internal sealed record AccountFolder(TrailLocation Location, string? OrganizationId);

/// <summary>Finds the chains of one account at a time. Safe for concurrent use.</summary>
/// <param name="reader">The store.</param>
/// <param name="request">The request.</param>
/// <param name="listings">Limits the listings of all accounts together.</param>
/// <param name="now">The current time.</param>
internal sealed class AccountDiscovery(
    IObjectReader reader,
    VerificationRequest request,
    ParallelLimit listings,
    DateTimeOffset now
)
{
    private readonly DigestSearch _digests = new(reader, ChainRange.Of(request, null, now), now);

    /// <summary>Finds the chains of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="isRequired">Whether the account must have chains even if it has no objects.</param>
    /// <param name="isListed">
    /// Whether all folders above the account could be listed. If not, a chain without objects may be elsewhere.
    /// </param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<DiscoveredChains> FindAsync(
        AccountFolders account,
        bool isRequired,
        bool isListed,
        CancellationToken cancellationToken
    )
    {
        var found = new FoundChains(request, account.AccountId, new FolderListing(reader));
        foreach (var folder in account.Folders)
            await FindAsync(found, folder, cancellationToken).ConfigureAwait(false);
        if (isListed && found.Problem is null && (isRequired || found.HasAny))
            found.AddRequired();
        foreach (var entry in request.Checkpoint?.Entries ?? [])
        {
            if (request.Selects(entry.Chain) && entry.Chain.AccountId == account.AccountId)
                found.Add(entry.Chain.Region, null, hasOnlyLogFiles: false);
        }
        return found.ToResult();
    }

    private async Task FindAsync(FoundChains found, AccountFolder folder, CancellationToken cancellationToken)
    {
        var (location, organization) = (folder.Location, folder.OrganizationId);
        var digestFolder = new ObjectLocation(
            location.Bucket,
            DigestPath.AccountFolder(location.Prefix, organization, found.AccountId)
        );
        var withDigests = await FindRegionsAsync(found, digestFolder, cancellationToken).ConfigureAwait(false);
        if (withDigests.Count == 0 || !request.LooksForUnlisted)
            return;
        var logFolder = new ObjectLocation(
            location.Bucket,
            LogFilePath.AccountFolder(location.Prefix, organization, found.AccountId)
        );
        // If the trail has digests in some regions, one with only log files may have lost them all.
        var withLogFiles = await ListRegionsAsync(found, logFolder, UnlistedKind.LogFile, cancellationToken)
            .ConfigureAwait(false);
        foreach (var region in withLogFiles.Where(region => !withDigests.Contains(region)))
            found.Add(region, RegionFolder(digestFolder, region), hasOnlyLogFiles: true);
    }

    /// <summary>Adds the chains with digests in a folder, and returns their regions.</summary>
    private async Task<HashSet<string>> FindRegionsAsync(
        FoundChains found,
        ObjectLocation digestFolder,
        CancellationToken cancellationToken
    )
    {
        var regions = await ListRegionsAsync(found, digestFolder, UnlistedKind.DigestFile, cancellationToken)
            .ConfigureAwait(false);
        var haveDigests = await Task.WhenAll(
                regions.Select(region =>
                    HasDigestAsync(RegionFolder(digestFolder, region), found.ChainOf(region), cancellationToken)
                )
            )
            .ConfigureAwait(false);
        var withDigests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (region, _) in regions.Zip(haveDigests).Where(pair => pair.Second))
        {
            withDigests.Add(region);
            found.Add(region, RegionFolder(digestFolder, region), hasOnlyLogFiles: false);
        }
        return withDigests;
    }

    /// <summary>Lists the requested regions in a folder. Returns none if it cannot be listed.</summary>
    private async Task<IReadOnlyList<string>> ListRegionsAsync(
        FoundChains found,
        ObjectLocation folder,
        UnlistedKind kind,
        CancellationToken cancellationToken
    )
    {
        var home = found.ChainOf(request.Trail.HomeRegion);
        try
        {
            var names = await listings
                .RunAsync(
                    () => found.Folders.ListAsync(folder, FolderPath.IsRegion, home, kind, cancellationToken),
                    cancellationToken
                )
                .ConfigureAwait(false);
            return [.. names.Where(IsRequested)];
        }
        catch (StoreException e)
        {
            if (kind == UnlistedKind.LogFile)
                found.Folders.AddUnlistable(folder, home, kind, e);
            else
                found.AddProblem(e);
            return [];
        }
    }

    private bool IsRequested(string region) =>
        FolderPath.IsRegion(region)
        && (request.Regions.Count == 0 || request.Regions.Contains(region, StringComparer.Ordinal));

    private async Task<bool> HasDigestAsync(ObjectLocation folder, ChainId chain, CancellationToken cancellationToken)
    {
        try
        {
            return await listings
                .RunAsync(() => _digests.FindsAsync(folder, chain, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // It may contain some. The walk fails in the same way, and reports it for this chain only.
            return true;
        }
    }

    private static ObjectLocation RegionFolder(ObjectLocation accountFolder, string region) =>
        accountFolder with
        {
            Path = $"{accountFolder.Path}{region}/",
        };

    /// <summary>Collects what was found in one account.</summary>
    private sealed class FoundChains(VerificationRequest request, string accountId, FolderListing folders)
    {
        private readonly SortedDictionary<string, DiscoveredChain> _chains = new(StringComparer.Ordinal);

        public string AccountId => accountId;

        public FolderListing Folders => folders;

        public StoreException? Problem { get; private set; }

        public bool HasAny => _chains.Count > 0;

        public ChainId ChainOf(string region) => new(request.Trail.Name, request.Trail.HomeRegion, accountId, region);

        public void AddProblem(StoreException problem) => Problem ??= problem;

        public void Add(string region, ObjectLocation? folder, bool hasOnlyLogFiles)
        {
            var known =
                _chains.GetValueOrDefault(region) ?? new DiscoveredChain(ChainOf(region), [], HasOnlyLogFiles: true);
            _chains[region] = known with
            {
                Folders = folder is null ? known.Folders : [.. known.Folders.Union([folder])],
                HasOnlyLogFiles = known.HasOnlyLogFiles && hasOnlyLogFiles,
            };
        }

        /// <summary>
        /// Adds the chains that must exist, so that their absence is reported: those of the requested regions, or of
        /// the trail's home region.
        /// </summary>
        public void AddRequired()
        {
            foreach (var region in request.Regions.Count > 0 ? request.Regions : [request.Trail.HomeRegion])
                Add(region, null, hasOnlyLogFiles: false);
        }

        public DiscoveredChains ToResult() => new(accountId, [.. _chains.Values], folders.Unlistable, Problem);
    }
}
