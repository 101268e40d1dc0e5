using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Finds the chains of a trail by listing folders, without walking through all keys.</summary>
internal sealed class ChainDiscovery(IObjectReader reader, VerificationRequest request)
{
    private readonly SortedDictionary<string, ChainFolders> _found = new(StringComparer.Ordinal);
    private readonly List<UnlistedResult> _unlistable = [];

    /// <summary>The folders of log files whose regions could not be listed, so that one without any digest may be among them.</summary>
    public IReadOnlyList<UnlistedResult> Unlistable => _unlistable;

    /// <summary>The chains in order of account and region, those that must exist among them even when nothing of them is there; and why a place could not be looked through.</summary>
    public async Task<(IReadOnlyList<ChainFolders> Chains, StoreException? Problem)> FindAsync(CancellationToken cancellationToken)
    {
        StoreException? problem = null;
        foreach (var place in request.Places)
        {
            try
            {
                await foreach (var (chain, folder, isSuspected) in FindInAsync(place, cancellationToken)) Add(chain, isSuspected, folder);
            }
            catch (StoreException e)
            {
                // the other places are looked through all the same
                problem ??= e;
            }
        }
        if (problem is null) Expect();
        // the digest of a checkpoint has a place of its own, whatever else can be listed
        foreach (var entry in request.Checkpoint?.Entries.Where(entry => IsWanted(entry.Chain)) ?? []) Add(entry.Chain, isSuspected: false);
        return ([.. _found.Values], problem);
    }

    private void Add(ChainId chain, bool isSuspected, params ReadOnlySpan<ObjectLocation> folders)
    {
        var known = _found.GetValueOrDefault(chain.ToString()) ?? new ChainFolders(chain, [], IsSuspected: true);
        _found[chain.ToString()] = known with { Folders = [.. known.Folders.Union([.. folders])], IsSuspected = known.IsSuspected && isSuspected };
    }

    /// <summary>
    /// The regions that were asked for, else the trail's home region, exist in the account that was asked for, else the trail's own, and in each account of which anything
    /// is there: so that their absence is found and told.
    /// </summary>
    private void Expect()
    {
        var accounts = _found.Values.Select(found => found.Chain.AccountId).Append(request.AccountId ?? request.Trail.AccountId).Distinct(StringComparer.Ordinal).ToList();
        IReadOnlyList<string> regions = request.Regions.Count > 0 ? request.Regions : [request.Trail.HomeRegion];
        foreach (var chain in accounts.SelectMany(account => regions.Select(region => ChainOf(account, region)))) Add(chain, isSuspected: false);
    }

    private bool IsWanted(ChainId chain) =>
        (request.AccountId is null || chain.AccountId == request.AccountId) && (request.Regions.Count == 0 || request.Regions.Contains(chain.Region, StringComparer.Ordinal));

    private async IAsyncEnumerable<(ChainId Chain, ObjectLocation Folder, bool IsSuspected)> FindInAsync(TrailLocation place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (organization, account) in FindAccountsAsync(place, cancellationToken))
        {
            var accountFolder = DigestPath.AccountFolder(place.Prefix, organization, account);
            var found = new HashSet<string>(StringComparer.Ordinal);
            foreach (var region in (await ToListAsync(reader.ListFoldersAsync(place.Bucket, accountFolder, cancellationToken))).Where(IsWanted))
            {
                var folder = new ObjectLocation(place.Bucket, accountFolder + region + "/");
                if (!await HasDigestAsync(folder, ChainOf(account, region), cancellationToken)) continue;
                found.Add(region);
                yield return (ChainOf(account, region), folder, IsSuspected: false);
            }
            if (found.Count == 0 || !request.LooksForUnlisted) continue;
            var logFolder = new ObjectLocation(place.Bucket, LogFilePath.AccountFolder(place.Prefix, organization, account));
            foreach (var region in (await RegionsOfLogFilesAsync(logFolder, account, cancellationToken)).Where(region => IsWanted(region) && !found.Contains(region)))
                yield return (ChainOf(account, region), new ObjectLocation(place.Bucket, accountFolder + region + "/"), IsSuspected: true);
        }
    }

    private bool IsWanted(string region) => FolderPath.IsRegion(region) && (request.Regions.Count == 0 || request.Regions.Contains(region, StringComparer.Ordinal));

    /// <summary>The regions to which log files were delivered: where the trail has digests of some regions, one without any may have lost them all.</summary>
    private async Task<List<string>> RegionsOfLogFilesAsync(ObjectLocation folder, string account, CancellationToken cancellationToken)
    {
        try
        {
            return await ToListAsync(reader.ListFoldersAsync(folder.Bucket, folder.Key, cancellationToken));
        }
        catch (StoreException e)
        {
            _unlistable.Add(new UnlistedResult(ChainOf(account, request.Trail.HomeRegion), UnlistedKind.LogFile, folder, Finding.LogListingUnreadable(e)));
            return [];
        }
    }

    private async IAsyncEnumerable<(string? Organization, string Account)> FindAccountsAsync(TrailLocation place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return (null, request.AccountId ?? request.Trail.AccountId);
        var root = place.Prefix + FolderPath.Root;
        foreach (var organization in (await ToListAsync(reader.ListFoldersAsync(place.Bucket, root, cancellationToken))).Where(FolderPath.IsOrganizationId))
        {
            if (request.AccountId is { } account)
            {
                yield return (organization, account);
                continue;
            }
            await foreach (var member in reader.ListFoldersAsync(place.Bucket, $"{root}{organization}/", cancellationToken))
            {
                if (FolderPath.IsAccountId(member)) yield return (organization, member);
            }
        }
    }

    /// <summary>A folder can hold the digests of several trails, whose names may begin alike.</summary>
    private async Task<bool> HasDigestAsync(ObjectLocation folder, ChainId chain, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var key in reader.ListAsync(folder.Bucket, folder.Key, null, cancellationToken))
            {
                if (DigestPath.TryParse(key, out var digestKey) && digestKey.Chain == chain && digestKey.RegionFolder == folder.Key) return true;
            }
            return false;
        }
        catch (StoreException)
        {
            // it may have some: the walk will meet the same failure, and tell it of this chain alone
            return true;
        }
    }

    private ChainId ChainOf(string account, string region) => new(request.Trail.Name, request.Trail.HomeRegion, account, region);

    private static async Task<List<string>> ToListAsync(IAsyncEnumerable<string> items)
    {
        var list = new List<string>();
        await foreach (var item in items) list.Add(item);
        return list;
    }
}
