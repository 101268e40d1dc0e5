using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>Builds the coverage of one chain from the results of its walk, newest first.</summary>
internal sealed class CoverageMap(DigestPeriod requested)
{
    private static readonly TimeSpan DigestLength = TimeSpan.FromHours(1);
    private static readonly Comparer<KeyValuePair<DateTimeOffset, CoverageState>> ByHour = Comparer<
        KeyValuePair<DateTimeOffset, CoverageState>
    >.Create((a, b) => a.Key.CompareTo(b.Key));

    private readonly List<CoverageInterval> _intervals = [];
    private readonly SortedDictionary<DateTimeOffset, CoverageState> _unlistedHours = [];
    private CoverageInterval? _open;

    /// <summary>
    /// Returns the intervals of all results so far, newest first. Neighbors in the same state are joined.
    /// </summary>
    public IReadOnlyList<CoverageInterval> ToIntervals()
    {
        Close();
        return _unlistedHours.Count == 0 ? _intervals : Joined(_intervals, [.. _unlistedHours]);
    }

    public void Add(CheckResult result)
    {
        if (result is UnlistedResult unlisted)
        {
            Mark(unlisted);
            return;
        }
        if (result is LogFileResult)
        {
            // Log files follow their digest, so a bad log file makes the hour of that digest bad.
            if (_open is not null && StateOf(result) < _open.State)
                _open = _open with { State = StateOf(result) };
            return;
        }
        Close();
        if (PeriodOf(result) is not { } period)
            return;
        var start = period.Start > requested.Start ? period.Start : requested.Start;
        var end = period.End < requested.End ? period.End : requested.End;
        if (start < end)
            _open = new CoverageInterval(start, end, StateOf(result));
    }

    /// <summary>
    /// Returns the time that a result is about; <c>null</c> if unknown. For an unverified digest it is the hour before
    /// the end time in its name.
    /// </summary>
    public static DigestPeriod? PeriodOf(CheckResult result) =>
        result switch
        {
            RangeResult range => range.Range,
            DigestResult { Verified: { } verified } => verified.Period,
            DigestResult digest when DigestPath.TryParse(digest.Location.Path, out var digestPath) => new DigestPeriod(
                digestPath.End - DigestLength,
                digestPath.End
            ),
            _ => null,
        };

    private void Close()
    {
        if (_open is { } next)
            Join(_intervals, next);
        _open = null;
    }

    private static List<CoverageInterval> Joined(
        List<CoverageInterval> intervals,
        List<KeyValuePair<DateTimeOffset, CoverageState>> unlistedHours
    )
    {
        var joined = new List<CoverageInterval>();
        foreach (var piece in intervals.SelectMany(interval => Cut(interval, unlistedHours)))
            Join(joined, piece);
        return joined;
    }

    private static void Join(List<CoverageInterval> intervals, CoverageInterval next)
    {
        if (intervals.Count > 0 && intervals[^1] is var newer && newer.State == next.State && newer.Start <= next.End)
            intervals[^1] = newer with { Start = next.Start < newer.Start ? next.Start : newer.Start };
        else
            intervals.Add(next);
    }

    /// <summary>Records an unlisted object, reported days later, in the hour to which it belongs.</summary>
    private void Mark(UnlistedResult unlisted)
    {
        if (!LogFilePath.TryParse(unlisted.Location.Path, out var logFilePath))
            return;
        var hour = new DateTimeOffset(
            logFilePath.DeliveredAt.Ticks - (logFilePath.DeliveredAt.Ticks % DigestLength.Ticks),
            TimeSpan.Zero
        );
        if (!_unlistedHours.TryGetValue(hour, out var worst) || StateOf(unlisted) < worst)
            _unlistedHours[hour] = StateOf(unlisted);
    }

    /// <summary>Splits an interval where unlisted objects make an hour worse. Returns the parts newest first.</summary>
    private static IEnumerable<CoverageInterval> Cut(
        CoverageInterval interval,
        List<KeyValuePair<DateTimeOffset, CoverageState>> unlistedHours
    )
    {
        var end = interval.End;
        // An attacker chooses their number, so each interval searches only its own hours.
        var next = unlistedHours.BinarySearch(new(interval.End, default), ByHour);
        for (
            next = (next < 0 ? ~next : next) - 1;
            next >= 0 && unlistedHours[next].Key + DigestLength > interval.Start;
            next--
        )
        {
            var (hour, state) = unlistedHours[next];
            if (state >= interval.State)
                continue;
            var (from, until) = (
                hour > interval.Start ? hour : interval.Start,
                hour + DigestLength < end ? hour + DigestLength : end
            );
            if (until < end)
                yield return interval with
                {
                    Start = until,
                    End = end,
                };
            yield return new CoverageInterval(from, until, state);
            end = from;
        }
        if (interval.Start < end)
            yield return interval with
            {
                End = end,
            };
    }

    private static CoverageState StateOf(CheckResult result) =>
        result.Verdict switch
        {
            Verdict.Valid => CoverageState.Valid,
            Verdict.Invalid => CoverageState.Invalid,
            _ => result is RangeResult { IsNotCovered: true } ? CoverageState.NotCovered : CoverageState.CouldNotCheck,
        };
}
