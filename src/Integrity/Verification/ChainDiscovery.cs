using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>The discovered chains.</summary>
/// <param name="Chains">
/// The chains in order of account and region, including those that must exist but have no objects.
/// </param>
/// <param name="Unlistable">
/// Folders that could not be listed and may contain further chains: log folders, which can belong to a region without
/// digests, and entries whose names are not known.
/// </param>
/// <param name="Problem">Why a digest folder could not be listed; <c>null</c> if all could be.</param>
internal sealed record DiscoveredChains(
    IReadOnlyList<DiscoveredChain> Chains,
    IReadOnlyList<UnlistedResult> Unlistable,
    StoreException? Problem
);

/// <summary>Finds the chains of a trail by listing folders, but not all objects. Use an instance once.</summary>
internal sealed class ChainDiscovery(IObjectReader reader, VerificationRequest request)
{
    private readonly SortedDictionary<string, DiscoveredChain> _found = new(StringComparer.Ordinal);
    private readonly FolderListing _folders = new(reader);
    private StoreException? _problem;

    private string AccountId => request.AccountId ?? request.Trail.AccountId;

    public async Task<DiscoveredChains> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var location in request.Places)
        {
            await foreach (
                var (organization, account) in FindAccountsAsync(location, cancellationToken).ConfigureAwait(false)
            )
                await FindInAccountAsync(location, organization, account, cancellationToken).ConfigureAwait(false);
        }
        if (_problem is null)
            AddRequired();
        // The checkpoint records the location of its digest, even if nothing can be listed.
        foreach (var entry in request.Checkpoint?.Entries ?? [])
        {
            if (request.Selects(entry.Chain))
                Add(entry.Chain, null, hasOnlyLogFiles: false);
        }
        return new DiscoveredChains([.. _found.Values], _folders.Unlistable, _problem);
    }

    private void Add(ChainId chain, ObjectLocation? folder, bool hasOnlyLogFiles)
    {
        var known = _found.GetValueOrDefault(chain.ToString()) ?? new DiscoveredChain(chain, [], HasOnlyLogFiles: true);
        _found[chain.ToString()] = known with
        {
            Folders = folder is null ? known.Folders : [.. known.Folders.Union([folder])],
            HasOnlyLogFiles = known.HasOnlyLogFiles && hasOnlyLogFiles,
        };
    }

    /// <summary>
    /// Adds the chains that must exist, so that their absence is reported: those of the requested regions, or of the
    /// trail's home region, in the requested or the trail's own account and in each account with objects.
    /// </summary>
    private void AddRequired()
    {
        var accounts = _found
            .Values.Select(found => found.Chain.AccountId)
            .Append(AccountId)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        IReadOnlyList<string> regions = request.Regions.Count > 0 ? request.Regions : [request.Trail.HomeRegion];
        foreach (var chain in accounts.SelectMany(account => regions.Select(region => ChainOf(account, region))))
            Add(chain, null, hasOnlyLogFiles: false);
    }

    private async IAsyncEnumerable<AccountPath> FindAccountsAsync(
        TrailLocation location,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return new AccountPath(null, AccountId);
        var root = new ObjectLocation(location.Bucket, location.Prefix + FolderPath.Root);
        var names = await TryListAccountsAsync(root, cancellationToken).ConfigureAwait(false);
        foreach (var organization in names.Where(FolderPath.IsOrganizationId))
        {
            if (request.AccountId is { } account)
            {
                yield return new AccountPath(organization, account);
                continue;
            }
            var folder = root with { Path = $"{root.Path}{organization}/" };
            var members = await TryListAccountsAsync(folder, cancellationToken).ConfigureAwait(false);
            foreach (var member in members.Where(FolderPath.IsAccountId))
                yield return new AccountPath(organization, member);
        }
    }

    private Task<IReadOnlyList<string>> TryListAccountsAsync(
        ObjectLocation folder,
        CancellationToken cancellationToken
    ) =>
        TryListAsync(
            folder,
            name => FolderPath.IsAccountId(name) || FolderPath.IsOrganizationId(name),
            AccountId,
            cancellationToken
        );

    private async Task FindInAccountAsync(
        TrailLocation location,
        string? organization,
        string account,
        CancellationToken cancellationToken
    )
    {
        var digestFolder = new ObjectLocation(
            location.Bucket,
            DigestPath.AccountFolder(location.Prefix, organization, account)
        );
        var found = await FindRegionsAsync(digestFolder, account, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0 || !request.LooksForUnlisted)
            return;
        var logFolder = new ObjectLocation(
            location.Bucket,
            LogFilePath.AccountFolder(location.Prefix, organization, account)
        );
        var regions = await RegionsWithLogFilesAsync(logFolder, account, cancellationToken).ConfigureAwait(false);
        foreach (var region in regions.Where(region => IsRequested(region) && !found.Contains(region)))
            Add(ChainOf(account, region), RegionFolder(digestFolder, region), hasOnlyLogFiles: true);
    }

    /// <summary>Adds the chains with digests in an account, and returns their regions.</summary>
    private async Task<HashSet<string>> FindRegionsAsync(
        ObjectLocation digestFolder,
        string account,
        CancellationToken cancellationToken
    )
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var regions = await TryListAsync(digestFolder, FolderPath.IsRegion, account, cancellationToken)
            .ConfigureAwait(false);
        foreach (var region in regions.Where(IsRequested))
        {
            var (chain, folder) = (ChainOf(account, region), RegionFolder(digestFolder, region));
            if (!await HasDigestAsync(folder, chain, cancellationToken).ConfigureAwait(false))
                continue;
            found.Add(region);
            Add(chain, folder, hasOnlyLogFiles: false);
        }
        return found;
    }

    private bool IsRequested(string region) =>
        FolderPath.IsRegion(region)
        && (request.Regions.Count == 0 || request.Regions.Contains(region, StringComparer.Ordinal));

    /// <summary>
    /// Lists the regions with log files. If the trail has digests in some regions, one without may have lost them all.
    /// </summary>
    private async Task<IReadOnlyList<string>> RegionsWithLogFilesAsync(
        ObjectLocation folder,
        string account,
        CancellationToken cancellationToken
    )
    {
        var chain = ChainOf(account, request.Trail.HomeRegion);
        try
        {
            return await _folders
                .ListAsync(folder, FolderPath.IsRegion, chain, UnlistedKind.LogFile, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            _folders.AddUnlistable(folder, chain, UnlistedKind.LogFile, e);
            return [];
        }
    }

    /// <summary>
    /// Lists the folders in a folder that can contain digests. Returns none if it cannot be listed, and the search
    /// continues with other folders.
    /// </summary>
    private async Task<IReadOnlyList<string>> TryListAsync(
        ObjectLocation folder,
        Func<string, bool> isKnown,
        string account,
        CancellationToken cancellationToken
    )
    {
        var chain = ChainOf(account, request.Trail.HomeRegion);
        try
        {
            return await _folders
                .ListAsync(folder, isKnown, chain, UnlistedKind.DigestFile, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            _problem ??= e;
            return [];
        }
    }

    /// <summary>
    /// Returns whether a folder contains a digest of the chain. It can contain digests of several trails, and their
    /// names can start alike.
    /// </summary>
    private async Task<bool> HasDigestAsync(ObjectLocation folder, ChainId chain, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (
                var (path, problem) in reader
                    .ListPartAsync(folder.Bucket, folder.Path, null, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                if (problem is not null && DatedFolders.CanContainObjects(folder.Path, path))
                    return true;
                if (
                    DigestPath.TryParse(path, out var digest)
                    && digest.Chain == chain
                    && digest.RegionFolder == folder.Path
                )
                    return true;
            }
            return false;
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

    private ChainId ChainOf(string account, string region) =>
        new(request.Trail.Name, request.Trail.HomeRegion, account, region);

    private sealed record AccountPath(string? Organization, string Account);
}
