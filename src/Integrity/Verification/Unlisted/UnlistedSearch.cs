using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Goes along with the walk of a main chain and finds the objects in its log folders that no verified digest lists. Each day is compared once the walk has passed it, while the
/// walk goes on; what was found is told some days later, so that the answers of a store that is far away are not waited for, at a place that depends on the walk alone.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="compare">Compares a day; <c>null</c> when the log folders are not to be listed.</param>
/// <param name="cancellationToken">Ends all comparisons.</param>
internal sealed class UnlistedSearch(
    ChainId chain,
    Func<ComparedDay, DayComparison>? compare,
    CancellationToken cancellationToken
) : IAsyncDisposable
{
    /// <summary>How many days are compared while the walk goes on.</summary>
    private const int DaysUnderWay = 4;

    /// <summary>A digest covers hours. Of one that claims more, which only whoever holds a signing key can make, no more days are compared.</summary>
    private const int MaxDaysOfDigest = 31;

    private readonly ListedLogFiles _listed = new();
    private readonly VerifiedTime _time = new();

    /// <summary>The folders of each day, by its number: such collections need not be compiled when they are first used.</summary>
    private readonly Dictionary<int, SortedDictionary<string, TrailFolder>> _days = [];
    private readonly Queue<RunningComparison> _underWay = new();
    private readonly SortedDictionary<string, (TrailFolder Folder, StoreException Problem, int Days)> _unreadable = new(
        StringComparer.Ordinal
    );
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>The walk has verified a digest.</summary>
    public void Verified(Digest digest, DigestPath digestPath)
    {
        _time.Add(digest.Period);
        var folder = TrailFolder.Of(new ObjectLocation(digest.Location.Bucket, digestPath.RegionFolder));
        var last = ComparedDay.Of(digest.Period.End).DayNumber;
        for (
            var number = Math.Max(ComparedDay.Of(digest.Period.Start).DayNumber, last - MaxDaysOfDigest);
            number <= last;
            number++
        )
        {
            if (!_days.TryGetValue(number, out var folders))
                _days.Add(number, folders = new(StringComparer.Ordinal));
            folders[folder.ToString()] = folder;
        }
    }

    /// <summary>A verified digest lists a log file: the finding, when another one, or the same, has listed it already.</summary>
    public Finding? List(LogFileEntry entry, DigestPeriod period) =>
        _listed.TryAdd(entry, period) ? null : Finding.LogFileListedTwice();

    /// <summary>The walk goes on to a digest with this end, or is over (<c>null</c>): what was found in the days that are long passed.</summary>
    public async IAsyncEnumerable<UnlistedResult> PassAsync(DateTimeOffset? olderEnd)
    {
        while (
            _days.Count > 0
            && DateOnly.FromDayNumber(_days.Keys.Max()) is var day
            && (olderEnd is null || olderEnd <= ComparedDay.StartOf(day) - DayComparison.Slack)
        )
            Close(day);
        while (_underWay.Count > (olderEnd is null ? 0 : DaysUnderWay))
        {
            var comparison = _underWay.Dequeue();
            await using var comparisonDisposal = comparison.ConfigureAwait(false);
            await foreach (var stray in comparison.FoundAsync(_stop.Token).ConfigureAwait(false))
                yield return stray;
            if (comparison.Problem is { } problem)
                TakeNote(comparison.Folder, problem);
        }
        if (olderEnd is not null)
            yield break;
        foreach (var (folder, problem, days) in _unreadable.Values)
            yield return new UnlistedResult(
                chain,
                UnlistedKind.LogFile,
                new ObjectLocation(folder.Bucket, folder.LogFiles),
                Finding.LogListingUnreadable(problem, days)
            );
    }

    private void Close(DateOnly day)
    {
        var time = _time.Take(ComparedDay.StartOf(day), ComparedDay.StartOf(day).AddDays(1) + DayComparison.Slack);
        var listed = _listed.Close(day);
        _days.Remove(day.DayNumber, out var folders);
        if (compare is null)
            return;
        foreach (var folder in folders!.Values)
            _underWay.Enqueue(
                new RunningComparison(folder, compare(new ComparedDay(day, folder, listed, time)), _stop.Token)
            );
    }

    /// <summary>A folder that may not be listed may not be listed on any day: it is told once.</summary>
    private void TakeNote(TrailFolder folder, StoreException problem) =>
        _unreadable[folder.ToString()] = _unreadable.TryGetValue(folder.ToString(), out var known)
            ? known with
            {
                Days = known.Days + 1,
            }
            : (folder, problem, 1);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var comparison in _underWay)
            await comparison.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
