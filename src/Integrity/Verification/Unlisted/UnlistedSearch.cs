using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Finds objects in the log folders of a main chain that no verified digest lists. Compares each day with its log
/// folder while the walk continues. Results are emitted some days later, at a deterministic point in the walk, so slow
/// stores do not block it.
/// </summary>
/// <param name="context">The chain.</param>
/// <param name="others">The digests of other trails.</param>
/// <param name="cancellationToken">Cancels all comparisons.</param>
internal sealed class UnlistedSearch(ChainContext context, OtherTrails others, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    /// <summary>The number of comparisons that run while the walk continues.</summary>
    private const int MaxRunning = 4;

    /// <summary>
    /// Maximum number of days to compare for one digest. A genuine digest covers hours; only a holder of a signing key
    /// can create one that covers more.
    /// </summary>
    private const int MaxDaysOfDigest = 31;

    private readonly ListedLogFiles _listed = new();
    private readonly VerifiedTime _time = new();

    /// <summary>
    /// The folders of each day, by day number. A collection of integers needs no compilation at its first use.
    /// </summary>
    private readonly Dictionary<int, SortedDictionary<string, RegionFolders>> _days = [];
    private readonly Queue<RunningComparison> _running = new();
    private readonly SortedDictionary<string, UnlistableFolder> _unlistable = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Adds a verified digest of the walk.</summary>
    public void AddDigest(Digest digest, DigestPath path)
    {
        _time.Add(digest.Period);
        var folders = RegionFolders.Of(new ObjectLocation(digest.Location.Bucket, path.RegionFolder));
        var last = ComparedDay.Of(digest.Period.End).DayNumber;
        var first = Math.Max(ComparedDay.Of(digest.Period.Start).DayNumber, last - MaxDaysOfDigest);
        for (var day = first; day <= last; day++)
        {
            if (!_days.TryGetValue(day, out var known))
                _days.Add(day, known = new(StringComparer.Ordinal));
            known[folders.ToString()] = folders;
        }
    }

    /// <summary>
    /// Adds a log file that a verified digest lists. Returns a finding if one has already listed it.
    /// </summary>
    public Finding? AddLogFile(LogFileEntry entry, DigestPeriod period) =>
        _listed.TryAdd(entry, period) ? null : Finding.LogFileListedTwice();

    /// <summary>Returns the results for the days that the walk has passed some time ago.</summary>
    /// <param name="olderEnd">The end of the next digest; <c>null</c> at the end of the walk.</param>
    public async IAsyncEnumerable<UnlistedResult> AdvanceAsync(DateTimeOffset? olderEnd)
    {
        while (
            _days.Count > 0
            && DateOnly.FromDayNumber(_days.Keys.Max()) is var day
            && (olderEnd is null || olderEnd <= ComparedDay.StartOf(day) - DayComparison.Slack)
        )
            StartComparisons(day);
        while (_running.Count > (olderEnd is null ? 0 : MaxRunning))
        {
            var comparison = _running.Dequeue();
            await using var comparisonDisposal = comparison.ConfigureAwait(false);
            await foreach (var found in comparison.FoundAsync(_stop.Token).ConfigureAwait(false))
                yield return found;
            if (comparison.Problem is { } problem)
                AddUnlistable(comparison.Folders, problem);
        }
        if (olderEnd is not null)
            yield break;
        foreach (var (folder, problem, days) in _unlistable.Values)
        {
            var finding = Finding.LogListingUnreadable(problem, days);
            yield return new UnlistedResult(context.Id, UnlistedKind.LogFile, folder, finding);
        }
    }

    private void StartComparisons(DateOnly day)
    {
        var start = ComparedDay.StartOf(day);
        var time = _time.Take(start, start.AddDays(1) + DayComparison.Slack);
        var listed = _listed.Close(day);
        _days.Remove(day.DayNumber, out var known);
        if (!context.Request.LooksForUnlisted)
            return;
        foreach (var folders in known!.Values)
        {
            var compared = new ComparedDay(day, folders, listed, time);
            var comparison = new DayComparison(context, compared, others.On(compared));
            _running.Enqueue(new RunningComparison(folders, comparison, _stop.Token));
        }
    }

    /// <summary>Adds a folder that cannot be listed. It likely fails for every day, so it is reported once.</summary>
    private void AddUnlistable(RegionFolders folders, StoreException problem)
    {
        var days = _unlistable.TryGetValue(folders.ToString(), out var known) ? known.Days + 1 : 1;
        var location = new ObjectLocation(folders.Bucket, folders.LogFiles);
        _unlistable[folders.ToString()] = new UnlistableFolder(location, known?.Problem ?? problem, days);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var comparison in _running)
            await comparison.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>A log folder that could not be listed, and for how many days.</summary>
    private sealed record UnlistableFolder(ObjectLocation Location, StoreException Problem, int Days);
}
