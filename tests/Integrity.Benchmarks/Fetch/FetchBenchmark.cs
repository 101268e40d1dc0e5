using System.Globalization;
using Integrity.Benchmarks.S3;
using Integrity.Benchmarks.Support;
using Integrity.Digests;

namespace Integrity.Benchmarks.Fetch;

/// <summary>
/// Fetches a week of a trail from a real S3 server on this machine and compares with an online <c>validate-logs</c>.
/// Both read and verify the same objects; a fetch also stores them. The two alternate, without latency and with 20 ms
/// per request.
/// </summary>
internal static class FetchBenchmark
{
    private const int LogFiles = 168 * 20;
    private const int Rounds = 5;
    private const double TargetRatio = 1;

    private static readonly string Copies = Workspace.Artifact("fetched");
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync()
    {
        var program = await PublishedCtVerify.CreateAsync();
        var sample = new SampleTrail("trail-s3", LogFiles, (20, 20), inflatedBytes: 170_000);
        await sample.CreateAsync();
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
            await CompareAsync("20 ms per request", program, sample, site.EnvironmentOf(far.Url), megabytes);
        // Deleted only now, because ext4 scans all deleted inodes for each new file for a while.
        Directory.Delete(Copies, recursive: true);
        Console.WriteLine();
    }

    private static async Task CompareAsync(
        string name,
        string program,
        SampleTrail sample,
        IReadOnlyDictionary<string, string> environment,
        double megabytes
    )
    {
        List<ChildCost> online = [],
            fetched = [];
        // The first run loads the files into the page cache.
        await VerifyAsync(program, sample, environment, "validate-logs");
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
        Print($"{name}, validate-logs", online, megabytes);
        Print($"{name}, fetch", fetched, megabytes);
        var ratio = Statistics.Median(online.Zip(fetched, (one, other) => one.Seconds / other.Seconds));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}, fetch to validate-logs in MB/s: {ratio:F2}   "
                    + $"target >= {TargetRatio}: {(ratio >= TargetRatio ? "met" : "MISSED")}"
            )
        );
    }

    private static void Print(string name, List<ChildCost> runs, double megabytes)
    {
        var seconds = Statistics.Median(runs.Select(run => run.Seconds));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}: {megabytes / seconds:F1} MB/s (runs "
                    + $"{Statistics.Join(runs.Select(run => run.Seconds), "F2")} s), "
                    + $"processor time {Statistics.Median(runs.Select(run => run.UserSeconds)):F2} s user, "
                    + $"{Statistics.Median(runs.Select(run => run.SystemSeconds)):F2} s system"
            )
        );
    }

    private static async Task<ChildCost> VerifyAsync(
        string program,
        SampleTrail sample,
        IReadOnlyDictionary<string, string> environment,
        string command,
        params string[] options
    )
    {
        string[] arguments =
        [
            command,
            "--trail-arn",
            SampleTrail.Trail.Arn,
            "--start-time",
            UtcTime.Format(sample.Range.Start),
            "--end-time",
            UtcTime.Format(sample.Range.End),
            "--region",
            SampleTrail.Region,
            .. options,
        ];
        var run = await Child.MeasureAsync(program, arguments, environment);
        return run.Output.Contains($"{LogFiles}/{LogFiles} log files valid", StringComparison.Ordinal)
            ? run
            : throw new InvalidOperationException($"{command} did not find everything valid: {run.Output}");
    }
}
