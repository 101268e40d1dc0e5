using System.Diagnostics;

namespace Integrity.Benchmarks.Support;

/// <summary>A machine that others use too: a short measurement is worth little while they are at it.</summary>
internal static class QuietMachine
{
    private const double QuietProcessors = 0.3;
    private const double TicksASecond = 100;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Waits until the processors are idle, but not for ever: who measures takes the median of several runs all the same.</summary>
    public static async Task WaitAsync()
    {
        if (!File.Exists("/proc/stat"))
            return;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            var before = BusySeconds();
            await Task.Delay(Look);
            if ((BusySeconds() - before) / Look.TotalSeconds < QuietProcessors)
                return;
        }
    }

    /// <summary>What all processors together have worked: in programs (also at low priority), in the kernel, for interrupts.</summary>
    private static double BusySeconds()
    {
        var ticks = File.ReadLines("/proc/stat")
            .First()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(long.Parse)
            .ToArray();
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / TicksASecond;
    }
}
