namespace Integrity.Reporting.Html;

/// <summary>
/// The range of a chain as consecutive runs, oldest first, without gaps or overlaps. Where intervals overlap, the worst
/// state wins. Time without an interval was not reached. Times are seconds since 1970.
/// </summary>
internal sealed record Timeline(long Start, long End, IReadOnlyList<TimelineRun> Runs)
{
    public static Timeline Of(ReportRange requested, IReadOnlyList<CoverageInterval> intervals)
    {
        var (start, end) = BoundsOf(requested);
        var edges = new List<(long Time, int State, int Change)>(intervals.Count * 2);
        foreach (var interval in intervals)
        {
            var (from, to) = (
                Math.Max(start, interval.Start.ToUnixTimeSeconds()),
                Math.Min(end, interval.End.ToUnixTimeSeconds())
            );
            if (from >= to)
                continue;
            edges.Add((from, (int)interval.State, 1));
            edges.Add((to, (int)interval.State, -1));
        }
        edges.Sort((a, b) => a.Time.CompareTo(b.Time));
        var (runs, open, at) = (new RunList(), new int[TimelineRun.NotReached], start);
        foreach (var (time, state, change) in edges)
        {
            runs.Add(at, time, Worst(open));
            open[state] += change;
            at = Math.Max(at, time);
        }
        runs.Add(at, end, Worst(open));
        return new Timeline(start, end, runs.List);
    }

    /// <summary>
    /// Returns the bounds of a range in seconds. The result is never empty, whatever a saved report contains.
    /// </summary>
    public static (long Start, long End) BoundsOf(ReportRange range)
    {
        var start = Math.Min(range.Start.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1);
        return (start, Math.Max(range.End.ToUnixTimeSeconds(), start + 1));
    }

    /// <summary>
    /// Returns a coarser timeline. Each step takes the worst state in it, so that even short problems stay visible.
    /// </summary>
    public Timeline InStepsOf(long seconds)
    {
        var worst = new int[(End - Start + seconds - 1) / seconds];
        Array.Fill(worst, TimelineRun.NotReached);
        foreach (var run in Runs)
        {
            var (first, last) = ((run.Start - Start) / seconds, (run.End - Start - 1) / seconds);
            for (var i = first; i <= last; i++)
                worst[i] = Math.Min(worst[i], run.State);
        }
        var runs = new RunList();
        for (var i = 0; i < worst.Length; i++)
            runs.Add(Start + (i * seconds), Math.Min(End, Start + ((i + 1) * seconds)), worst[i]);
        return this with { Runs = runs.List };
    }

    /// <summary>The greatest common divisor of the lengths of all runs, in seconds.</summary>
    public long Step => Runs.Aggregate(0L, (step, run) => GreatestCommonDivisor(step, run.End - run.Start));

    /// <summary>Returns the total length of a state, in seconds.</summary>
    public long SecondsOf(int state) => Runs.Where(run => run.State == state).Sum(run => run.End - run.Start);

    private static int Worst(int[] open)
    {
        var state = Array.FindIndex(open, count => count > 0);
        return state < 0 ? TimelineRun.NotReached : state;
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    /// <summary>Joins neighboring runs in the same state.</summary>
    private sealed class RunList
    {
        public List<TimelineRun> List { get; } = [];

        public void Add(long start, long end, int state)
        {
            if (start >= end)
                return;
            if (List.Count > 0 && List[^1].State == state)
                List[^1] = List[^1] with { End = end };
            else
                List.Add(new TimelineRun(start, end, state));
        }
    }
}

/// <summary>
/// A time run in one state: the number of a <see cref="CoverageState"/>, or <see cref="NotReached"/>.
/// </summary>
internal readonly record struct TimelineRun(long Start, long End, int State)
{
    public const int NotReached = 4;
    public const int Valid = (int)CoverageState.Valid;
}
