using System.Diagnostics;
using System.Globalization;
using Integrity.Benchmarks.Support;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Benchmarks.Memory;

/// <summary>
/// Shows that neither memory nor the cost per log file grows with the range or with the size of a log file. Each case
/// runs in a separate process, so that peaks are separate.
/// </summary>
internal static class MemoryBenchmark
{
    private const string Huge = "huge";
    private const double TargetMegabytes = 200;

    private static readonly string[] Cases = ["1000", "10000", "100000", "1000000", Huge];

    public static async Task RunAsync()
    {
        Console.WriteLine(
            $"memory: peak of a whole process that simulates the bucket and verifies it, "
                + $"{Environment.ProcessorCount} threads; target < {TargetMegabytes} MB"
        );
        foreach (var name in Cases)
        {
            var run = await Child.RunAsync(
                Environment.ProcessPath!,
                Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                    ? [typeof(MemoryBenchmark).Assembly.Location, "memory-case", name]
                    : ["memory-case", name],
                "dotnet-runtime-10.0"
            );
            Console.Write(run.Output);
        }
        Console.WriteLine();
    }

    public static async Task RunCaseAsync(string name)
    {
        // Warm up first, so that compiling code does not count as a cost of log files.
        using (var warmUp = await SimulatedTrail.CreateAsync(new SmallLogFiles(20_000)))
            await VerifyAsync(warmUp, 20_000);
        ISimulatedLogFiles logFiles = name == Huge ? new HugeLogFile() : new SmallLogFiles(int.Parse(name));
        using var trail = await SimulatedTrail.CreateAsync(logFiles);
        var simulation = Stopwatch.StartNew();
        await trail.DrainAsync();
        simulation.Stop();
        var (seconds, managedPeak) = await VerifyAsync(trail, logFiles.Count);
        var peak = PeakMegabytes();
        var cost =
            name == Huge
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(2_147.5 / seconds).ToString("F0", CultureInfo.InvariantCulture).PadLeft(7)} MB/s uncompressed"
                )
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(seconds * 1e6 / logFiles.Count).ToString("F2", CultureInfo.InvariantCulture).PadLeft(7)} "
                        + $"µs per log file (generating it takes "
                        + $"{simulation.Elapsed.TotalSeconds * 1e6 / logFiles.Count:F2} µs on one thread)"
                );
        var what = name == Huge ? "1 log file of 2 GiB" : $"{logFiles.Count} log files";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what.PadRight(20)} peak {peak.ToString("F0", CultureInfo.InvariantCulture).PadLeft(5)} MB, "
                    + $"managed {(managedPeak / 1e6).ToString("F0", CultureInfo.InvariantCulture).PadLeft(5)} MB: "
                    + $"{(peak < TargetMegabytes ? "met" : "MISSED")}   {cost}"
            )
        );
    }

    private static async Task<(double Seconds, long ManagedPeak)> VerifyAsync(SimulatedTrail trail, int expected)
    {
        var report = new VerificationSummary(SimulatedTrail.Trail, trail.Range);
        var request = new VerificationRequest
        {
            Trail = SimulatedTrail.Trail,
            Places = [new(SimulatedTrail.Bucket, "")],
            Start = trail.Range.Start,
            End = trail.Range.End,
        };
        long managedPeak = 0,
            seen = 0;
        var watch = Stopwatch.StartNew();
        await foreach (var result in new ChainVerifier(trail, trail.Keys, TimeProvider.System).VerifyAsync(request))
        {
            report.Add(result);
            if (seen++ % 256 == 0)
                managedPeak = Math.Max(managedPeak, GC.GetTotalMemory(forceFullCollection: false));
        }
        watch.Stop();
        if (report.Verdict != Verdict.Valid || report.Total.LogFiles.Valid != expected)
            throw new InvalidOperationException(
                $"the simulated trail is not valid: {report.Verdict}, {report.Total.LogFiles}"
            );
        return (watch.Elapsed.TotalSeconds, managedPeak);
    }

    /// <summary>Returns the peak memory of the process as reported by the kernel.</summary>
    private static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6, line.Length - 8).Trim(), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
