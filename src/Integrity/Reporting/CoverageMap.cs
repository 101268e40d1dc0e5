using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>What is to be said of each moment of one chain's range, from the results of its walk, newest first.</summary>
internal sealed class CoverageMap(DigestPeriod requested)
{
    private static readonly TimeSpan LostDigest = TimeSpan.FromHours(1);
    private static readonly Comparer<KeyValuePair<DateTimeOffset, CoverageState>> ByHour = Comparer<KeyValuePair<DateTimeOffset, CoverageState>>.Create((a, b) => a.Key.CompareTo(b.Key));

    private readonly List<ReportStretch> _stretches = [];
    private readonly SortedDictionary<DateTimeOffset, CoverageState> _strayHours = [];
    private ReportStretch? _open;

    /// <summary>The stretches of all results so far, newest first, neighbours of one state joined.</summary>
    public IReadOnlyList<ReportStretch> ToStretches()
    {
        Close();
        return _strayHours.Count == 0 ? _stretches : Joined(_stretches, [.. _strayHours]);
    }

    public void Add(CheckResult result)
    {
        if (result is UnlistedResult stray)
        {
            Mark(stray);
            return;
        }
        if (result is LogFileResult)
        {
            // log files follow their digest: what is wrong with one is wrong with its hour
            if (_open is not null && StateOf(result) < _open.State) _open = _open with { State = StateOf(result) };
            return;
        }
        Close();
        if (PeriodOf(result) is not { } period) return;
        var start = period.Start > requested.Start ? period.Start : requested.Start;
        var end = period.End < requested.End ? period.End : requested.End;
        if (start < end) _open = new ReportStretch(start, end, StateOf(result));
    }

    /// <summary>The time that a result is about: of a digest that is not verified, the hour before the end in its name.</summary>
    public static DigestPeriod? PeriodOf(CheckResult result) => result switch
    {
        RangeResult range => range.Range,
        DigestResult { Verified: { } verified } => verified.Period,
        DigestResult digest when DigestPath.TryParse(digest.Location.Key, out var key) => new DigestPeriod(key.End - LostDigest, key.End),
        _ => null,
    };

    private void Close()
    {
        if (_open is { } next) Join(_stretches, next);
        _open = null;
    }

    private static List<ReportStretch> Joined(List<ReportStretch> stretches, List<KeyValuePair<DateTimeOffset, CoverageState>> strayHours)
    {
        var joined = new List<ReportStretch>();
        foreach (var piece in stretches.SelectMany(stretch => Cut(stretch, strayHours))) Join(joined, piece);
        return joined;
    }

    private static void Join(List<ReportStretch> stretches, ReportStretch next)
    {
        if (stretches.Count > 0 && stretches[^1] is var newer && newer.State == next.State && newer.Start <= next.End)
            stretches[^1] = newer with { Start = next.Start < newer.Start ? next.Start : newer.Start };
        else
            stretches.Add(next);
    }

    /// <summary>What is told of a stray object some days behind its time is to be seen at its hour.</summary>
    private void Mark(UnlistedResult stray)
    {
        if (!LogFilePath.TryParse(stray.Location.Key, out var key)) return;
        var hour = new DateTimeOffset(key.DeliveredAt.Ticks - (key.DeliveredAt.Ticks % LostDigest.Ticks), TimeSpan.Zero);
        if (!_strayHours.TryGetValue(hour, out var worst) || StateOf(stray) < worst) _strayHours[hour] = StateOf(stray);
    }

    /// <summary>A stretch, newest first, with the hours of stray objects cut out where they are worse.</summary>
    private static IEnumerable<ReportStretch> Cut(ReportStretch stretch, List<KeyValuePair<DateTimeOffset, CoverageState>> strayHours)
    {
        var end = stretch.End;
        // an attacker chooses how many there are: each stretch looks at its own only
        var next = strayHours.BinarySearch(new(stretch.End, default), ByHour);
        for (next = (next < 0 ? ~next : next) - 1; next >= 0 && strayHours[next].Key + LostDigest > stretch.Start; next--)
        {
            var (hour, state) = strayHours[next];
            if (state >= stretch.State) continue;
            var (from, until) = (hour > stretch.Start ? hour : stretch.Start, hour + LostDigest < end ? hour + LostDigest : end);
            if (until < end) yield return stretch with { Start = until, End = end };
            yield return new ReportStretch(from, until, state);
            end = from;
        }
        if (stretch.Start < end) yield return stretch with { End = end };
    }

    private static CoverageState StateOf(CheckResult result) => result.Verdict switch
    {
        Verdict.Valid => CoverageState.Valid,
        Verdict.Invalid => CoverageState.Invalid,
        _ => result is RangeResult { IsNotCovered: true } ? CoverageState.NotCovered : CoverageState.CouldNotCheck,
    };
}
