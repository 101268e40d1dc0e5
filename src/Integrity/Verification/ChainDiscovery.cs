using System.Runtime.CompilerServices;
using System.Text;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Finds the chains of a trail by listing folders, without walking through all objects.</summary>
internal sealed class ChainDiscovery(IObjectReader reader, VerificationRequest request)
{
    /// <summary>How many entries of one folder are named that could not be looked into.</summary>
    private const int MaxTold = 1_000;

    private readonly SortedDictionary<string, ChainFolders> _found = new(StringComparer.Ordinal);
    private readonly List<UnlistedResult> _unlistable = [];
    private StoreException? _problem;

    /// <summary>
    /// The folders of log files whose regions could not be listed, so that one without any digest may be among them;
    /// and whatever else could be a folder and could not be listed.
    /// </summary>
    public IReadOnlyList<UnlistedResult> Unlistable => _unlistable;

    /// <summary>The chains in order of account and region, those that must exist among them even when nothing of them is there; and why a place could not be looked through.</summary>
    public async Task<(IReadOnlyList<ChainFolders> Chains, StoreException? Problem)> FindAsync(
        CancellationToken cancellationToken
    )
    {
        foreach (var place in request.Places)
        {
            await foreach (
                var (chain, folder, isSuspected) in FindInAsync(place, cancellationToken).ConfigureAwait(false)
            )
                Add(chain, isSuspected, folder);
        }
        if (_problem is null)
            Expect();
        // the digest of a checkpoint has a place of its own, whatever else can be listed
        var expected = request.Checkpoint?.Entries.Where(entry => request.Selects(entry.Chain)) ?? [];
        foreach (var entry in expected)
            Add(entry.Chain, isSuspected: false);
        return ([.. _found.Values], _problem);
    }

    private void Add(ChainId chain, bool isSuspected, params ReadOnlySpan<ObjectLocation> folders)
    {
        var known = _found.GetValueOrDefault(chain.ToString()) ?? new ChainFolders(chain, [], IsSuspected: true);
        _found[chain.ToString()] = known with
        {
            Folders = [.. known.Folders.Union([.. folders])],
            IsSuspected = known.IsSuspected && isSuspected,
        };
    }

    /// <summary>
    /// The regions that were asked for, else the trail's home region, exist in the account that was asked for, else the trail's own, and in each account of which anything
    /// is there: so that their absence is found and told.
    /// </summary>
    private void Expect()
    {
        var accounts = _found
            .Values.Select(found => found.Chain.AccountId)
            .Append(request.AccountId ?? request.Trail.AccountId)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        IReadOnlyList<string> regions = request.Regions.Count > 0 ? request.Regions : [request.Trail.HomeRegion];
        foreach (var chain in accounts.SelectMany(account => regions.Select(region => ChainOf(account, region))))
            Add(chain, isSuspected: false);
    }

    private async IAsyncEnumerable<(ChainId Chain, ObjectLocation Folder, bool IsSuspected)> FindInAsync(
        TrailLocation place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var (organization, account) in FindAccountsAsync(place, cancellationToken).ConfigureAwait(false))
        {
            var accountFolder = DigestPath.AccountFolder(place.Prefix, organization, account);
            var found = new HashSet<string>(StringComparer.Ordinal);
            var folders = new ObjectLocation(place.Bucket, accountFolder);
            var regions = await TryFoldersAsync(folders, FolderPath.IsRegion, account, cancellationToken)
                .ConfigureAwait(false);
            foreach (var region in regions.Where(IsWanted))
            {
                var folder = new ObjectLocation(place.Bucket, accountFolder + region + "/");
                if (!await HasDigestAsync(folder, ChainOf(account, region), cancellationToken).ConfigureAwait(false))
                    continue;
                found.Add(region);
                yield return (ChainOf(account, region), folder, IsSuspected: false);
            }
            if (found.Count == 0 || !request.LooksForUnlisted)
                continue;
            var logFolder = new ObjectLocation(
                place.Bucket,
                LogFilePath.AccountFolder(place.Prefix, organization, account)
            );
            foreach (
                var region in (
                    await RegionsOfLogFilesAsync(logFolder, account, cancellationToken).ConfigureAwait(false)
                ).Where(region => IsWanted(region) && !found.Contains(region))
            )
                yield return (
                    ChainOf(account, region),
                    new ObjectLocation(place.Bucket, accountFolder + region + "/"),
                    IsSuspected: true
                );
        }
    }

    private bool IsWanted(string region) =>
        FolderPath.IsRegion(region)
        && (request.Regions.Count == 0 || request.Regions.Contains(region, StringComparer.Ordinal));

    /// <summary>The regions to which log files were delivered: where the trail has digests of some regions, one without any may have lost them all.</summary>
    private async Task<List<string>> RegionsOfLogFilesAsync(
        ObjectLocation folder,
        string account,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await FoldersAsync(
                    folder,
                    FolderPath.IsRegion,
                    ChainOf(account, request.Trail.HomeRegion),
                    UnlistedKind.LogFile,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            _unlistable.Add(
                new UnlistedResult(
                    ChainOf(account, request.Trail.HomeRegion),
                    UnlistedKind.LogFile,
                    folder,
                    Finding.LogListingUnreadable(e)
                )
            );
            return [];
        }
    }

    private async IAsyncEnumerable<(string? Organization, string Account)> FindAccountsAsync(
        TrailLocation place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return (null, request.AccountId ?? request.Trail.AccountId);
        var root = place.Prefix + FolderPath.Root;
        var below = await AccountsInAsync(new ObjectLocation(place.Bucket, root), cancellationToken)
            .ConfigureAwait(false);
        foreach (var organization in below.Where(FolderPath.IsOrganizationId))
        {
            if (request.AccountId is { } account)
            {
                yield return (organization, account);
                continue;
            }
            var members = await AccountsInAsync(
                    new ObjectLocation(place.Bucket, $"{root}{organization}/"),
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var member in members.Where(FolderPath.IsAccountId))
                yield return (organization, member);
        }
    }

    private Task<List<string>> AccountsInAsync(ObjectLocation folder, CancellationToken cancellationToken) =>
        TryFoldersAsync(
            folder,
            name => FolderPath.IsAccountId(name) || FolderPath.IsOrganizationId(name),
            request.AccountId ?? request.Trail.AccountId,
            cancellationToken
        );

    /// <summary>
    /// The folders in a folder that digests can lie below; none when it cannot be listed, and the others are looked
    /// through all the same.
    /// </summary>
    private async Task<List<string>> TryFoldersAsync(
        ObjectLocation folder,
        Func<string, bool> isKnown,
        string account,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await FoldersAsync(
                    folder,
                    isKnown,
                    ChainOf(account, request.Trail.HomeRegion),
                    UnlistedKind.DigestFile,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            _problem ??= e;
            return [];
        }
    }

    /// <summary>
    /// The folders in a folder. Of one that could not be listed, and would not be looked into by its name, it is told
    /// here; of the others when they are.
    /// </summary>
    private async Task<List<string>> FoldersAsync(
        ObjectLocation folder,
        Func<string, bool> isKnown,
        ChainId chain,
        UnlistedKind kind,
        CancellationToken cancellationToken
    )
    {
        var (names, told) = (new List<string>(), 0);
        await foreach (
            var (name, listed) in reader
                .ListFolderPartAsync(folder.Bucket, folder.Path, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var problem = listed ?? WhyNotText(name);
            if (problem is null || isKnown(name))
                names.Add(name);
            else if (++told <= MaxTold)
                _unlistable.Add(
                    new UnlistedResult(
                        chain,
                        kind,
                        folder with
                        {
                            Path = $"{folder.Path}{name}/",
                        },
                        Unreadable(kind, problem)
                    )
                );
        }
        if (told > MaxTold)
            _unlistable.Add(
                new UnlistedResult(
                    chain,
                    kind,
                    folder,
                    Unreadable(kind, new StoreException($"{told - MaxTold} more entries are not named"))
                )
            );
        return names;
    }

    /// <summary>
    /// A directory can have a name that is not text, which no object in S3 can have: what is in it is not looked at.
    /// </summary>
    private static StoreException? WhyNotText(string name) =>
        name.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            ? new StoreException("its name is not valid UTF-8, so it was not searched", "rename or remove it")
            : null;

    private static Finding Unreadable(UnlistedKind kind, StoreException problem) =>
        kind == UnlistedKind.LogFile ? Finding.LogListingUnreadable(problem) : Finding.DigestFolderUnreadable(problem);

    /// <summary>A folder can hold the digests of several trails, whose names may begin alike.</summary>
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
                if (problem is not null && DatedFolders.CanHold(folder.Path, path))
                    return true;
                if (
                    DigestPath.TryParse(path, out var digestPath)
                    && digestPath.Chain == chain
                    && digestPath.RegionFolder == folder.Path
                )
                    return true;
            }
            return false;
        }
        catch (StoreException)
        {
            // it may have some: the walk will meet the same failure, and tell it of this chain alone
            return true;
        }
    }

    private ChainId ChainOf(string account, string region) =>
        new(request.Trail.Name, request.Trail.HomeRegion, account, region);
}
