using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Finds the chains of a trail by listing folders, without walking through all keys.</summary>
internal sealed class ChainDiscovery(IObjectReader reader, VerificationRequest request)
{
    /// <summary>
    /// The chains in order of account and region, and why a place could not be looked through. At least one chain, unless there is such a reason:
    /// when none is there, that of the trail's own account and home region.
    /// </summary>
    public async Task<(IReadOnlyList<ChainFolders> Chains, StoreException? Problem)> FindAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, (ChainId Chain, List<ObjectLocation> Folders)>(StringComparer.Ordinal);
        StoreException? problem = null;
        foreach (var place in request.Places)
        {
            try
            {
                await foreach (var (chain, folder) in FindInAsync(place, cancellationToken))
                {
                    if (!found.TryGetValue(chain.ToString(), out var entry)) found.Add(chain.ToString(), entry = (chain, []));
                    if (!entry.Folders.Contains(folder)) entry.Folders.Add(folder);
                }
            }
            catch (StoreException e)
            {
                // the other places are looked through all the same
                problem ??= e;
            }
        }
        return (found.Count > 0 || problem is not null ? [.. found.Values.Select(entry => new ChainFolders(entry.Chain, entry.Folders))] : Expected(), problem);
    }

    /// <summary>What was asked for, although nothing of it is there: so that the absence is found and told.</summary>
    private List<ChainFolders> Expected()
    {
        IReadOnlyList<string> regions = request.Regions.Count > 0 ? request.Regions : [request.Trail.HomeRegion];
        var account = request.AccountId ?? request.Trail.AccountId;
        return [.. regions.Select(region => new ChainFolders(ChainOf(account, region), []))];
    }

    private async IAsyncEnumerable<(ChainId Chain, ObjectLocation Folder)> FindInAsync(TrailPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (organization, account) in FindAccountsAsync(place, cancellationToken))
        {
            var accountFolder = DigestKey.AccountFolder(place.Prefix, organization, account);
            var present = await ToListAsync(reader.ListFoldersAsync(place.Bucket, accountFolder, cancellationToken));
            foreach (var region in present.Where(r => KeyFolder.IsRegion(r) && (request.Regions.Count == 0 || request.Regions.Contains(r, StringComparer.Ordinal))))
            {
                var folder = new ObjectLocation(place.Bucket, accountFolder + region + "/");
                if (await HasDigestAsync(folder, ChainOf(account, region), cancellationToken)) yield return (ChainOf(account, region), folder);
            }
            if (present.Count == 0) continue;
            // a region that was asked for by name is a chain even when its folder is gone
            foreach (var region in request.Regions.Where(r => KeyFolder.IsRegion(r)))
                yield return (ChainOf(account, region), new ObjectLocation(place.Bucket, accountFolder + region + "/"));
        }
    }

    private async IAsyncEnumerable<(string? Organization, string Account)> FindAccountsAsync(TrailPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return (null, request.AccountId ?? request.Trail.AccountId);
        var root = place.Prefix + KeyFolder.Root;
        foreach (var organization in (await ToListAsync(reader.ListFoldersAsync(place.Bucket, root, cancellationToken))).Where(KeyFolder.IsOrganizationId))
        {
            if (request.AccountId is { } account)
            {
                yield return (organization, account);
                continue;
            }
            await foreach (var member in reader.ListFoldersAsync(place.Bucket, $"{root}{organization}/", cancellationToken))
            {
                if (KeyFolder.IsAccountId(member)) yield return (organization, member);
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
                if (DigestKey.TryParse(key, out var digestKey) && digestKey.Chain == chain && digestKey.RegionFolder == folder.Key) return true;
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
