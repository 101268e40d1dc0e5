using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification.Gaps;

namespace Integrity.Verification;

/// <summary>
/// Verifies the chains of a trail: every digest from newest to oldest, every log file that a verified digest lists, and
/// that digests cover the whole range. Only reads, and trusts nothing but the keys. Thread-safe.
/// </summary>
/// <param name="reader">The store to verify.</param>
/// <param name="keys">The trusted keys. They must not come from the store.</param>
/// <param name="clock">The current time. Digests of the last two hours may not have been delivered yet.</param>
public sealed class ChainVerifier(IObjectReader reader, IKeySource keys, TimeProvider clock)
{
    /// <summary>How long after the end of its period a digest may be delivered.</summary>
    public static readonly TimeSpan DeliveryDelay = TimeSpan.FromHours(2);

    /// <summary>
    /// Returns all results in a fixed order at any concurrency: chains by account and region; in each, the main chain
    /// newest first, then its backfill chain. The log files of a digest follow it in the order in which it lists them.
    /// Ranges that are not covered appear where they lie. An object that the store could not return is a result, not an
    /// exception.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The range ends before it starts, the concurrency is not positive, or the checkpoint belongs to another trail.
    /// </exception>
    public IAsyncEnumerable<CheckResult> VerifyAsync(
        VerificationRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Concurrency, nameof(request));
        if (request.Checkpoint is { } checkpoint && checkpoint.Trail != request.Trail)
            throw new ArgumentException("the checkpoint belongs to another trail", nameof(request));
        if (request.Start > request.End)
            throw new ArgumentException("the range ends before it starts", nameof(request));
        return VerifyChainsAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<CheckResult> VerifyChainsAsync(
        VerificationRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var discovered = await new ChainDiscovery(reader, request).FindAsync(cancellationToken).ConfigureAwait(false);
        foreach (var result in DiscoveryResults(request, discovered))
            yield return result;
        var nearbyTrails = new NearbyTrails(reader, request, cancellationToken);
        var walks = discovered.Chains.Select(chain =>
            new ChainWalk(
                ChainContext.Create(reader, keys, request, chain, nearbyTrails, clock.GetUtcNow())
            ).StepsAsync(cancellationToken)
        );
        request.Progress?.SetChains(discovered.Chains.Count);
        var checker = new LogFileChecker(reader, request.Limits.MaxLogFileBytes);
        var checks = new OrderedChecks(checker, request.Concurrency);
        await foreach (
            var result in checks.RunAsync([.. walks], request.Progress, cancellationToken).ConfigureAwait(false)
        )
            yield return result;
    }

    /// <summary>Returns results for what could not be searched for chains.</summary>
    private static IEnumerable<CheckResult> DiscoveryResults(VerificationRequest request, DiscoveredChains discovered)
    {
        var homeChain = ChainId.Of(request.Trail, request.Trail.HomeRegion);
        if (discovered.Problem is { } problem)
            yield return new RangeResult(
                homeChain,
                new DigestPeriod(request.Start, request.End),
                Finding.ListingUnreadable(problem)
            );
        foreach (var folder in discovered.Unlistable)
            yield return folder;
        var reported = discovered.Unlistable.Select(folder => folder.Location).ToHashSet();
        foreach (var folder in request.Unexamined.Where(folder => !reported.Contains(folder.Location)))
        {
            var finding = Finding.SourceFolderUnexamined(folder.Problem, folder.Hint);
            yield return new UnlistedResult(homeChain, UnlistedKind.LogFile, folder.Location, finding);
        }
    }
}
