namespace Integrity.Cli.Service;

/// <summary>When the next round is due: when the next digest of a chain is, at the latest shortly after the hour; after a failure sooner, with pauses that grow.</summary>
internal static class RoundSchedule
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <param name="now">The time at the end of a round.</param>
    /// <param name="grace">How long after its end an hour is built.</param>
    /// <param name="newestEnds">The ends of the newest digests, of each chain that has one.</param>
    /// <param name="failuresInARow">How many rounds in a row have failed.</param>
    public static DateTimeOffset Next(
        DateTimeOffset now,
        TimeSpan grace,
        IEnumerable<DateTimeOffset> newestEnds,
        int failuresInARow
    )
    {
        var over = (now - grace).UtcTicks;
        var next = new DateTimeOffset(over - (over % Hour.Ticks), TimeSpan.Zero) + Hour + grace;
        foreach (var end in newestEnds)
        {
            // one that is due by now was not built, although its chain was tried: it is no reason to hurry
            if (end + Hour + grace is var due && due > now && due < next)
                next = due;
        }
        var earliest = now + (failuresInARow > 0 ? Pause(failuresInARow) : ShortestPause);
        return failuresInARow > 0 || next < earliest ? earliest : next;
    }

    private static TimeSpan Pause(int failuresInARow)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failuresInARow - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
