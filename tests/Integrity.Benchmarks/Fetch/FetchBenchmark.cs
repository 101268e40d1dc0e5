using System.Globalization;
using Integrity.Benchmarks.S3;
using Integrity.Benchmarks.Support;
using Integrity.Digests;

namespace Integrity.Benchmarks.Fetch;

/// <summary>
/// A week of a trail in a real S3 server on this machine, fetched into a folder on its disk, against <c>validate-logs</c> online: both read and verify the same objects,
/// and a fetch keeps them too. In turn, so that a busy machine slows both, near and far away (20 ms a request).
/// </summary>
internal static class FetchBenchmark
{
    private const int LogFiles = 168 * 20;
    private const int Rounds = 5;
    private const double TargetRatio = 1;

    private static readonly string Copies = Workplace.Artifact("fetched");
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync()
    {
        var program = await PublishedCtVerify.MakeAsync();
        var sample = new SampleFolder("trail-s3", LogFiles, (20, 20), inflatedBytes: 170_000);
        await sample.MakeAsync();
        await using var site = await S3Site.StartAsync(sample);
        var megabytes = sample.LogFiles.Sum(path => new FileInfo(path).Length) / 1e6;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"fetch: {LogFiles} log files, {megabytes:F1} MB, in radosgw on this machine"
            )
        );
        await CompareAsync("0 ms", program, sample, site.EnvironmentOf(site.S3.ToString()), megabytes);
        using (var far = await LatencyProxy.StartAsync(site.S3, Latency))
            await CompareAsync("20 ms a request", program, sample, site.EnvironmentOf(far.Url), megabytes);
        // not before: for a while, ext4 walks past all deleted inodes for each new file
        Directory.Delete(Copies, recursive: true);
        Console.WriteLine();
    }

    private static async Task CompareAsync(
        string name,
        string program,
        SampleFolder sample,
        IReadOnlyDictionary<string, string> environment,
        double megabytes
    )
    {
        List<ChildCost> online = [],
            fetched = [];
        await VerifyAsync(program, sample, environment, "validate-logs"); // the first run brings the files into memory
        for (var i = 0; i < Rounds; i++)
        {
            online.Add(await VerifyAsync(program, sample, environment, "validate-logs"));
            fetched.Add(
                await VerifyAsync(
                    program,
                    sample,
                    environment,
                    "fetch",
                    "--out",
                    Path.Combine(Copies, Guid.NewGuid().ToString("N"))
                )
            );
        }
        Tell($"{name}, validate-logs", online, megabytes);
        Tell($"{name}, fetch", fetched, megabytes);
        var ratio = Statistics.Median(online.Zip(fetched, (one, other) => one.Seconds / other.Seconds));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}, fetch to validate-logs in MB/s: {ratio:F2}   target >= {TargetRatio}: {(ratio >= TargetRatio ? "met" : "MISSED")}"
            )
        );
    }

    private static void Tell(string name, List<ChildCost> runs, double megabytes)
    {
        var seconds = Statistics.Median(runs.Select(run => run.Seconds));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}: {megabytes / seconds:F1} MB/s (runs {string.Join(' ', runs.Select(run => run.Seconds.ToString("F2", CultureInfo.InvariantCulture)))} s), processor time {Statistics.Median(runs.Select(run => run.UserSeconds)):F2} s user, {Statistics.Median(runs.Select(run => run.SystemSeconds)):F2} s system"
            )
        );
    }

    private static async Task<ChildCost> VerifyAsync(
        string program,
        SampleFolder sample,
        IReadOnlyDictionary<string, string> environment,
        string command,
        params string[] options
    )
    {
        string[] arguments =
        [
            command,
            "--trail-arn",
            SampleFolder.Trail.Arn,
            "--start-time",
            UtcTime.Format(sample.Range.Start),
            "--end-time",
            UtcTime.Format(sample.Range.End),
            "--region",
            SampleFolder.Region,
            .. options,
        ];
        var run = await Child.MeasureAsync(program, arguments, environment);
        return run.Output.Contains($"{LogFiles}/{LogFiles} log files valid", StringComparison.Ordinal)
            ? run
            : throw new InvalidOperationException($"{command} must find everything valid: {run.Output}");
    }
}
