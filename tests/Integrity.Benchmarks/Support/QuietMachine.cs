using System.Diagnostics;

namespace Integrity.Benchmarks.Support;

/// <summary>Waits for a quiet machine, because other load distorts short measurements.</summary>
internal static class QuietMachine
{
    private const double QuietProcessors = 0.3;
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(40);

    /// <summary>
    /// Waits until the processors are idle, up to a limit. Callers take the median of several runs anyway.
    /// </summary>
    public static async Task WaitAsync()
    {
        if (!File.Exists("/proc/stat"))
            return;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < MaxWait)
        {
            var before = BusySeconds();
            await Task.Delay(SampleInterval);
            if ((BusySeconds() - before) / SampleInterval.TotalSeconds < QuietProcessors)
                return;
        }
    }

    /// <summary>
    /// Returns the busy time of all processors: programs (also at low priority), kernel and interrupts.
    /// </summary>
    private static double BusySeconds()
    {
        var ticks = File.ReadLines("/proc/stat")
            .First()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(long.Parse)
            .ToArray();
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / TicksPerSecond;
    }
}
