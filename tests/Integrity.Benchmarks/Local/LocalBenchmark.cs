using System.Diagnostics;
using System.Globalization;
using Integrity.Benchmarks.Support;
using Integrity.Digests;
using Integrity.Storage.Local;

namespace Integrity.Benchmarks.Local;

/// <summary>
/// Verification of a folder against the C limit over exactly the same log files, files in the page cache, in turn, so that a machine that slows down slows both.
/// What we do beyond the limit: find, read and check the digests, check that each log file is the one listed, and put the results in order.
/// </summary>
internal static class LocalBenchmark
{
    private const int LogFileCount = 1_500;
    private const int Rounds = Race.Rounds;
    private const double TargetRatio = 0.95;

    public static async Task RunAsync()
    {
        var sample = new SampleFolder("trail-local", LogFileCount, (20, 25), inflatedBytes: 140_000);
        await sample.MakeAsync();
        var limit = await CLimit.CompileAsync(sample.LogFiles);
        var program = await PublishedCtVerify.MakeAsync();
        var (_, bytes) = await limit.WarmAsync(1);
        var packed = sample.LogFiles.Sum(path => new FileInfo(path).Length);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"local: {LogFileCount} log files, {packed / 1e3 / LogFileCount:F1} kB gzip, {bytes / 1e3 / LogFileCount:F1} kB inflated on average; {Rounds} rounds in turn"
            )
        );
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            for (var i = 0; i < 3; i++)
                await VerifyAsync(sample, threads); // compiled, and as fast as it gets
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
        await TellStartAsync(program, sample);
        Console.WriteLine();
    }

    private static async Task<double> VerifyAsync(SampleFolder sample, int threads)
    {
        var watch = Stopwatch.StartNew();
        var layout = await LocalLayout.FindAsync(sample.Store, CancellationToken.None);
        await sample.VerifyAsync(layout.Store, layout.Places, threads);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>What a process costs whatever the range: it weighs much on a sample of a fifth of a second, and nothing on a real one.</summary>
    private static async Task TellStartAsync(string program, SampleFolder sample)
    {
        var seconds = new List<double>();
        var oneHour = new DigestPeriod(sample.Range.Start, sample.Range.Start.AddSeconds(1));
        for (var i = 0; i < Rounds; i++)
            seconds.Add(await ProcessAsync(program, sample, oneHour, 1));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  of each process of ours, {Statistics.Median(seconds) * 1e3:F0} ms go by for a range with one digest: start, first use of all code, listing"
            )
        );
    }

    private static async Task<double> ProcessAsync(
        string program,
        SampleFolder sample,
        DigestPeriod range,
        int threads
    ) => (await Child.RunAsync(program, sample.Arguments(sample.Store, range, threads), "dotnet-runtime-10.0")).Seconds;
}
