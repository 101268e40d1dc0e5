namespace Integrity.Reporting.Html;

/// <summary>
/// The range of a chain as runs, oldest first, that follow one another without gap or overlap. Where stretches overlap the worse one counts, where there is none nothing is said.
/// Moments are seconds since 1970.
/// </summary>
internal sealed record Timeline(long Start, long End, IReadOnlyList<TimelineRun> Runs)
{
    public static Timeline Of(ReportRange requested, IReadOnlyList<ReportStretch> stretches)
    {
        var (start, end) = BoundsOf(requested);
        var edges = new List<(long Time, int State, int Change)>(stretches.Count * 2);
        foreach (var stretch in stretches)
        {
            var (from, to) = (Math.Max(start, stretch.Start.ToUnixTimeSeconds()), Math.Min(end, stretch.End.ToUnixTimeSeconds()));
            if (from >= to) continue;
            edges.Add((from, (int)stretch.State, 1));
            edges.Add((to, (int)stretch.State, -1));
        }
        edges.Sort((a, b) => a.Time.CompareTo(b.Time));
        var (runs, open, at) = (new RunList(), new int[TimelineRun.NothingSaid], start);
        foreach (var (time, state, change) in edges)
        {
            runs.Add(at, time, Worst(open));
            open[state] += change;
            at = Math.Max(at, time);
        }
        runs.Add(at, end, Worst(open));
        return new Timeline(start, end, runs.List);
    }

    /// <summary>A range in seconds, never empty, whatever a stored report says.</summary>
    public static (long Start, long End) BoundsOf(ReportRange range)
    {
        var start = Math.Min(range.Start.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1);
        return (start, Math.Max(range.End.ToUnixTimeSeconds(), start + 1));
    }

    /// <summary>The same in steps of so many seconds, each as bad as the worst in it: nothing bad is lost, however short.</summary>
    public Timeline InStepsOf(long seconds)
    {
        var worst = new int[(End - Start + seconds - 1) / seconds];
        Array.Fill(worst, TimelineRun.NothingSaid);
        foreach (var run in Runs)
        {
            var (first, last) = ((run.Start - Start) / seconds, (run.End - Start - 1) / seconds);
            for (var i = first; i <= last; i++) worst[i] = Math.Min(worst[i], run.State);
        }
        var runs = new RunList();
        for (var i = 0; i < worst.Length; i++) runs.Add(Start + (i * seconds), Math.Min(End, Start + ((i + 1) * seconds)), worst[i]);
        return this with { Runs = runs.List };
    }

    /// <summary>The longest step in which all runs can be counted, in seconds.</summary>
    public long Step => Runs.Aggregate(0L, (step, run) => GreatestCommonDivisor(step, run.End - run.Start));

    /// <summary>How long each state holds in total, in seconds.</summary>
    public long SecondsOf(int state) => Runs.Where(run => run.State == state).Sum(run => run.End - run.Start);

    private static int Worst(int[] open)
    {
        var state = Array.FindIndex(open, count => count > 0);
        return state < 0 ? TimelineRun.NothingSaid : state;
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }

    /// <summary>Joins neighbours of one state.</summary>
    private sealed class RunList
    {
        public List<TimelineRun> List { get; } = [];

        public void Add(long start, long end, int state)
        {
            if (start >= end) return;
            if (List.Count > 0 && List[^1].State == state) List[^1] = List[^1] with { End = end };
            else List.Add(new TimelineRun(start, end, state));
        }
    }
}

/// <summary>A run of one state: the number of a <see cref="CoverageState"/>, or <see cref="NothingSaid"/>.</summary>
internal readonly record struct TimelineRun(long Start, long End, int State)
{
    public const int NothingSaid = 4;
    public const int Valid = (int)CoverageState.Valid;
}
