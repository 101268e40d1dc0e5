namespace Integrity.Cli.Service;

/// <summary>
/// Schedules the next round: when the next digest of a chain is due, but at least once an hour; after a failure
/// earlier, with growing pauses.
/// </summary>
internal static class RoundSchedule
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);

    /// <param name="now">Time at the end of a round.</param>
    /// <param name="grace">Time between the end of an hour and the build of its digest.</param>
    /// <param name="newestEnds">End of the newest digest of each chain that has one.</param>
    /// <param name="failuresInARow">Number of failed rounds since the last success.</param>
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
            // A digest that is already due was not built in the last round, so there is no need to hurry.
            if (end + Hour + grace is var due && due > now && due < next)
                next = due;
        }
        var earliest = now + (failuresInARow > 0 ? Pause(failuresInARow) : MinPause);
        return failuresInARow > 0 || next < earliest ? earliest : next;
    }

    private static TimeSpan Pause(int failuresInARow)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failuresInARow - 1, 10));
        return pause < MaxPause ? pause : MaxPause;
    }
}
