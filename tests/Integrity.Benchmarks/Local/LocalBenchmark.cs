using System.Diagnostics;
using System.Globalization;
using Integrity.Benchmarks.Support;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.Benchmarks.Local;

/// <summary>
/// Verification of a folder against the C limit over exactly the same log files, files in the page cache, in turn, so that a machine that slows down slows both.
/// What we do beyond the limit: find, read and check the digests, check that each log file is the one listed, and put the results in order.
/// </summary>
internal static class LocalBenchmark
{
    private const int LogFileCount = 1_500;
    private const int Rounds = 7;
    private const double TargetRatio = 0.95;

    public static async Task RunAsync()
    {
        var sample = new SampleFolder("trail-local", LogFileCount, (20, 25), inflatedBytes: 140_000);
        await sample.MakeAsync();
        var limit = await CLimit.CompileAsync(sample.LogFiles);
        var program = await PublishedCtVerify.MakeAsync();
        var (_, bytes) = await limit.WarmAsync(1);
        var packed = sample.LogFiles.Sum(path => new FileInfo(path).Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"local: {LogFileCount} log files, {packed / 1e3 / LogFileCount:F1} kB gzip, {bytes / 1e3 / LogFileCount:F1} kB inflated on average; {Rounds} rounds in turn"));
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            for (var i = 0; i < 3; i++) await VerifyAsync(sample, threads); // compiled, and as fast as it gets
            await CompareAsync($"library, warm, {threads} {(threads == 1 ? "thread" : "threads")}", bytes, () => VerifyAsync(sample, threads), async () => (await limit.WarmAsync(threads)).Seconds);
            await CompareAsync($"process, {threads} {(threads == 1 ? "thread" : "threads")}", bytes, () => ProcessAsync(program, sample, sample.Range, threads), () => limit.ProcessAsync(threads));
        }
        await TellStartAsync(program, sample);
        Console.WriteLine();
    }

    private static async Task CompareAsync(string name, long bytes, Func<Task<double>> ours, Func<Task<double>> limit)
    {
        var pairs = new List<(double Ours, double Limit)>();
        // who is first changes from round to round
        for (var i = 0; i < Rounds; i++)
        {
            var first = await (i % 2 == 0 ? ours : limit)();
            var second = await (i % 2 == 0 ? limit : ours)();
            pairs.Add(i % 2 == 0 ? (first, second) : (second, first));
        }
        var ratios = pairs.Select(pair => pair.Limit / pair.Ours).ToList();
        var ratio = Statistics.Median(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-26} ours {Speed(pairs.Select(pair => pair.Ours)):F0} MB/s, C limit {Speed(pairs.Select(pair => pair.Limit)):F0} MB/s, ratio {ratio:F3} (pairs {string.Join(' ', ratios.Select(r => r.ToString("F3")))})   target >= {TargetRatio}: {(ratio >= TargetRatio ? "met" : "MISSED")}"));

        double Speed(IEnumerable<double> seconds) => bytes / 1e6 / Statistics.Median(seconds);
    }

    private static async Task<double> VerifyAsync(SampleFolder sample, int threads)
    {
        var watch = Stopwatch.StartNew();
        var layout = await LocalLayout.FindAsync(sample.Store, CancellationToken.None);
        var request = new VerificationRequest { Trail = SampleFolder.Trail, Places = layout.Places, Start = sample.Range.Start, End = sample.Range.End, Concurrency = threads };
        var report = new VerificationReport(SampleFolder.Trail, sample.Range);
        await foreach (var result in new ChainVerifier(layout.Store, KeyRingFile.Load(sample.Keys), TimeProvider.System).VerifyAsync(request)) report.Add(result);
        watch.Stop();
        if (report.Verdict != Verdict.Valid || report.Total.LogFiles.Valid != LogFileCount) throw new InvalidOperationException("the sample must be valid");
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>What a process costs whatever the range: it weighs much on a sample of a fifth of a second, and nothing on a real one.</summary>
    private static async Task TellStartAsync(string program, SampleFolder sample)
    {
        var seconds = new List<double>();
        var oneHour = new DigestPeriod(sample.Range.Start, sample.Range.Start.AddSeconds(1));
        for (var i = 0; i < Rounds; i++) seconds.Add(await ProcessAsync(program, sample, oneHour, 1));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  of each process of ours, {Statistics.Median(seconds) * 1e3:F0} ms go by for a range with one digest: start, first use of all code, listing"));
    }

    private static async Task<double> ProcessAsync(string program, SampleFolder sample, DigestPeriod range, int threads)
    {
        string[] arguments =
        [
            "validate-logs", "--trail-arn", SampleFolder.Trail.Arn, "--start-time", UtcTime.Format(range.Start), "--end-time", UtcTime.Format(range.End),
            "--source", sample.Store, "--keys", sample.Keys, "--concurrency", $"{threads}",
        ];
        return (await Child.RunAsync(program, arguments, "dotnet-runtime-10.0")).Seconds;
    }
}
