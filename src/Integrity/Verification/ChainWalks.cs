using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification.Gaps;

namespace Integrity.Verification;

/// <summary>
/// Creates the walks of all discovered chains, and the results for what could not be searched for chains. Each account
/// starts with its own such results.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="keys">The trusted keys.</param>
/// <param name="request">The request.</param>
/// <param name="now">The current time.</param>
internal sealed class ChainWalks(IObjectReader reader, IKeySource keys, VerificationRequest request, DateTimeOffset now)
{
    private readonly HashSet<ObjectLocation> _reported = [];
    private readonly HashSet<string> _withProblem = new(StringComparer.Ordinal);

    /// <summary>Returns the steps of each chain, and those between chains, in the order of the accounts.</summary>
    public async IAsyncEnumerable<OrderedSource<WalkStep>> StartAsync(
        IAsyncEnumerable<DiscoveredChains> accounts,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var nearbyTrails = new NearbyTrails(reader, request, cancellationToken);
        var memory = new ReadAheadMemory();
        await foreach (var account in accounts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return Known(NotSearched(account));
            foreach (var chain in account.Chains)
            {
                var context = ChainContext.Create(reader, keys, request, chain, nearbyTrails, now, memory);
                var steps = new ChainWalk(context).StepsAsync(cancellationToken);
                yield return new OrderedSource<WalkStep>(steps, () => request.Progress?.AddChainDone());
            }
        }
        yield return Known(Unexamined());
    }

    private static OrderedSource<WalkStep> Known(IEnumerable<CheckResult> results) =>
        new(results.Select(WalkStep.Known).ToAsyncEnumerable());

    /// <summary>Returns results for the folders of an account that could not be searched for chains.</summary>
    private List<CheckResult> NotSearched(DiscoveredChains account)
    {
        var results = new List<CheckResult>();
        // Above the account and in it, the same listing likely fails for the same reason, so it is reported once.
        if (account.Problem is { } problem && _withProblem.Add(account.AccountId))
            results.Add(
                new RangeResult(
                    ChainId.Of(request.Trail, request.Trail.HomeRegion) with
                    {
                        AccountId = account.AccountId,
                    },
                    new DigestPeriod(request.Start, request.End),
                    Finding.ListingUnreadable(problem)
                )
            );
        results.AddRange(account.Unlistable);
        _reported.UnionWith(account.Unlistable.Select(folder => folder.Location));
        return results;
    }

    /// <summary>Returns results for the directories of a local source that were not searched for trails.</summary>
    private IEnumerable<CheckResult> Unexamined()
    {
        var homeChain = ChainId.Of(request.Trail, request.Trail.HomeRegion);
        foreach (var folder in request.Unexamined.Where(folder => !_reported.Contains(folder.Location)))
        {
            var finding = Finding.SourceFolderUnexamined(folder.Problem, folder.Hint);
            yield return new UnlistedResult(homeChain, UnlistedKind.LogFile, folder.Location, finding);
        }
    }
}
