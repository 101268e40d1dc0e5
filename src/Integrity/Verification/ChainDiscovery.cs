using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// Finds the chains of a trail by listing folders, but not all objects. Lists accounts and regions in parallel. Use an
/// instance once.
/// </summary>
internal sealed class ChainDiscovery : IDisposable
{
    private readonly VerificationRequest _request;
    private readonly FolderListing _folders;
    private readonly ParallelLimit _listings;
    private readonly AccountDiscovery _accounts;
    private StoreException? _problem;

    /// <param name="reader">The store.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The current time.</param>
    public ChainDiscovery(IObjectReader reader, VerificationRequest request, DateTimeOffset now)
    {
        _request = request;
        _folders = new FolderListing(reader);
        _listings = new ParallelLimit(Math.Clamp(request.Concurrency / 2, 2, 64));
        _accounts = new AccountDiscovery(reader, request, _listings, now);
    }

    private string OwnAccount => _request.AccountId ?? _request.Trail.AccountId;

    /// <summary>
    /// Returns what was found outside of accounts, then each account with its chains, in the order of the account IDs.
    /// </summary>
    public async IAsyncEnumerable<DiscoveredChains> FindAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var accounts = await FindAccountsAsync(cancellationToken).ConfigureAwait(false);
        _request.Progress?.SetAccounts(accounts.Count);
        yield return new DiscoveredChains(OwnAccount, [], _folders.Unlistable, _problem);
        // Every account starts at once: the listings are limited, and the total number of chains is known early.
        var parallel = new OrderedParallel<AccountFolders, DiscoveredChains>(
            Math.Max(2, accounts.Count + 1),
            (account, stop) => FindInAccountAsync(account, stop)
        );
        var found = parallel.RunAsync(accounts.ToAsyncEnumerable(), cancellationToken);
        await foreach (var account in found.ConfigureAwait(false))
            yield return account;
    }

    private async Task<DiscoveredChains> FindInAccountAsync(AccountFolders account, CancellationToken cancellationToken)
    {
        // An account must have chains if it is the trail's own. A folder that cannot be listed may contain them.
        var isRequired = account.AccountId == OwnAccount && _problem is null;
        var found = await _accounts
            .FindAsync(account, isRequired, _problem is null, cancellationToken)
            .ConfigureAwait(false);
        _request.Progress?.AddSearchedAccount(found.Chains.Count);
        return found;
    }

    /// <summary>Returns the accounts in the order of their IDs, with the folders that contain their regions.</summary>
    private async Task<IReadOnlyList<AccountFolders>> FindAccountsAsync(CancellationToken cancellationToken)
    {
        var accounts = new SortedDictionary<string, List<AccountFolder>>(StringComparer.Ordinal) { [OwnAccount] = [] };
        foreach (var location in _request.Places)
        {
            await foreach (
                var (organization, account) in FindAccountsAsync(location, cancellationToken).ConfigureAwait(false)
            )
            {
                if (!accounts.TryGetValue(account, out var folders))
                    accounts.Add(account, folders = []);
                folders.Add(new AccountFolder(location, organization));
            }
        }
        // The checkpoint records the location of its digest, even if nothing can be listed.
        foreach (var entry in _request.Checkpoint?.Entries ?? [])
        {
            if (_request.Selects(entry.Chain))
                accounts.TryAdd(entry.Chain.AccountId, []);
        }
        return [.. accounts.Select(account => new AccountFolders(account.Key, account.Value))];
    }

    private async IAsyncEnumerable<AccountPath> FindAccountsAsync(
        TrailLocation location,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return new AccountPath(null, OwnAccount);
        var root = new ObjectLocation(location.Bucket, location.Prefix + FolderPath.Root);
        var names = await TryListAccountsAsync(root, cancellationToken).ConfigureAwait(false);
        foreach (var organization in names.Where(FolderPath.IsOrganizationId))
        {
            if (_request.AccountId is { } account)
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

    /// <summary>Lists the folders in a folder. Returns none if it cannot be listed, and the search continues.</summary>
    private async Task<IReadOnlyList<string>> TryListAccountsAsync(
        ObjectLocation folder,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _folders
                .ListAsync(
                    folder,
                    name => FolderPath.IsAccountId(name) || FolderPath.IsOrganizationId(name),
                    ChainId.Of(_request.Trail, _request.Trail.HomeRegion) with
                    {
                        AccountId = OwnAccount,
                    },
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

    /// <inheritdoc/>
    public void Dispose() => _listings.Dispose();

    private sealed record AccountPath(string? Organization, string Account);
}
