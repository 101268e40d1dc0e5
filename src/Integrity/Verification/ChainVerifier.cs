using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification.Gaps;

namespace Integrity.Verification;

/// <summary>
/// Verifies the chains of a trail: every digest newest to oldest, every log file that a verified digest lists, and that the range asked for is covered.
/// It reads only, and trusts nothing but the key ring. Safe for use by several tasks at once.
/// </summary>
/// <param name="reader">The store to verify.</param>
/// <param name="keys">The keys to trust. They must not come from the store.</param>
/// <param name="clock">Tells what time it is: the last two hours may be without a digest yet.</param>
public sealed class ChainVerifier(IObjectReader reader, IKeySource keys, TimeProvider clock)
{
    /// <summary>A digest is made after its hour, and delivered some time later: up to this much before now may be without one.</summary>
    public static readonly TimeSpan DeliveryDelay = TimeSpan.FromHours(2);

    /// <summary>
    /// All results, in a fixed order whatever the concurrency: chains by account and region, in each the main chain newest first, then its backfill chain;
    /// the log files of a digest behind it, as it lists them; ranges that are not covered where they lie.
    /// An object that the store cannot hand out is a result, not an exception.
    /// </summary>
    /// <exception cref="ArgumentException">The range ends before it starts, or no place to look at is given.</exception>
    public IAsyncEnumerable<CheckResult> VerifyAsync(
        VerificationRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Concurrency, nameof(request));
        if (request.Checkpoint is { } checkpoint && checkpoint.Trail != request.Trail)
            throw new ArgumentException("the checkpoint is of another trail", nameof(request));
        if (request.Start > request.End)
            throw new ArgumentException("the range ends before it starts", nameof(request));
        var checks = new OrderedChecks(new LogFileChecker(reader, request.Limits.MaxLogFileBytes), request.Concurrency);
        return VerifyAsync(request, checks, cancellationToken);
    }

    private async IAsyncEnumerable<CheckResult> VerifyAsync(
        VerificationRequest request,
        OrderedChecks checks,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var discovery = new ChainDiscovery(reader, request);
        var (chains, problem) = await discovery.FindAsync(cancellationToken).ConfigureAwait(false);
        if (problem is not null)
            yield return new RangeResult(
                ChainId.Of(request.Trail, request.Trail.HomeRegion),
                new DigestPeriod(request.Start, request.End),
                Finding.ListingUnreadable(problem)
            );
        foreach (var folder in discovery.Unlistable)
            yield return folder;
        var told = discovery.Unlistable.Select(folder => folder.Location).ToHashSet();
        foreach (var folder in request.Unexamined.Where(folder => !told.Contains(folder.Location)))
            yield return new UnlistedResult(
                ChainId.Of(request.Trail, request.Trail.HomeRegion),
                UnlistedKind.LogFile,
                folder.Location,
                Finding.SourceFolderUnexamined(folder.Problem, folder.Hint)
            );
        var surroundings = new NearbyTrails(reader, request, cancellationToken);
        var walks = chains.Select(chain =>
            new ChainWalk(reader, keys, request, chain, surroundings, clock.GetUtcNow()).StepsAsync(cancellationToken)
        );
        request.Progress?.Found(chains.Count);
        await foreach (
            var result in checks.RunAsync([.. walks], request.Progress, cancellationToken).ConfigureAwait(false)
        )
            yield return result;
    }
}
