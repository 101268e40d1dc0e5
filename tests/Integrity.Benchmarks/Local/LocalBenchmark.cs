using System.Diagnostics;
using System.Globalization;
using Integrity.Benchmarks.Support;
using Integrity.Digests;
using Integrity.Storage.Local;

namespace Integrity.Benchmarks.Local;

/// <summary>
/// Verifies a directory and compares with the C limit over the same log files in the page cache. The two alternate, so
/// that a slow machine affects both. Beyond the limit, a verification finds, reads and checks the digests, checks that
/// each log file is the listed one, and orders the results.
/// </summary>
internal static class LocalBenchmark
{
    private const int LogFileCount = 1_500;
    private const int Rounds = Race.Rounds;
    private const double TargetRatio = 0.95;

    public static async Task RunAsync()
    {
        var sample = new SampleTrail("trail-local", LogFileCount, (20, 25), inflatedBytes: 140_000);
        await sample.CreateAsync();
        var limit = await CLimit.CompileAsync(sample.LogFiles);
        var program = await PublishedCtVerify.CreateAsync();
        var (_, bytes) = await limit.WarmAsync(1);
        var packed = sample.LogFiles.Sum(path => new FileInfo(path).Length);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"local: {LogFileCount} log files, {packed / 1e3 / LogFileCount:F1} kB gzip, "
                    + $"{bytes / 1e3 / LogFileCount:F1} kB uncompressed on average; {Rounds} alternating rounds"
            )
        );
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            for (var i = 0; i < 3; i++)
                await VerifyAsync(sample, threads); // Warm up the JIT compiler.
            await Race.RunAsync(
                TargetRatio,
                $"library, warm, {threads} {(threads == 1 ? "thread" : "threads")}",
                bytes,
                () => VerifyAsync(sample, threads),
                async () => (await limit.WarmAsync(threads)).Seconds
            );
            await Race.RunAsync(
                TargetRatio,
                $"process, {threads} {(threads == 1 ? "thread" : "threads")}",
                bytes,
                () => ProcessAsync(program, sample, sample.Range, threads),
                () => limit.ProcessAsync(threads)
            );
        }
        await PrintStartAsync(program, sample);
        Console.WriteLine();
    }

    private static async Task<double> VerifyAsync(SampleTrail sample, int threads)
    {
        var watch = Stopwatch.StartNew();
        var layout = await LocalLayout.FindAsync(sample.Store, CancellationToken.None);
        await sample.VerifyAsync(layout.Store, layout.Places, threads);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// Measures the fixed cost of a process. It matters for a sample of a fifth of a second but not for a real range.
    /// </summary>
    private static async Task PrintStartAsync(string program, SampleTrail sample)
    {
        var seconds = new List<double>();
        var oneHour = new DigestPeriod(sample.Range.Start, sample.Range.Start.AddSeconds(1));
        for (var i = 0; i < Rounds; i++)
            seconds.Add(await ProcessAsync(program, sample, oneHour, 1));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  each of our processes takes {Statistics.Median(seconds) * 1e3:F0} ms for a range with one digest: "
                    + $"start, first use of all code, listing"
            )
        );
    }

    private static async Task<double> ProcessAsync(
        string program,
        SampleTrail sample,
        DigestPeriod range,
        int threads
    ) => (await Child.RunAsync(program, sample.Arguments(sample.Store, range, threads), "dotnet-runtime-10.0")).Seconds;
}
