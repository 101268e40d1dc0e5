using System.Globalization;
using Integrity.Benchmarks.Support;
using Integrity.Digests;

namespace Integrity.Benchmarks.S3;

/// <summary>
/// Verifies a week of a trail in a real S3 server on this machine with ctverify and with the real AWS CLI, with 20 ms
/// per request and without latency. Also compares the download rate with wrk. Client, server and network share the
/// processors, so every figure includes the cost of the server.
/// </summary>
internal static class S3Benchmark
{
    private const int Digests = 168;
    private const int LogFiles = Digests * 20;
    private const int Rounds = 7;
    private const double TargetMegabytes = 200;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync()
    {
        var program = await PublishedCtVerify.CreateAsync();
        var sample = new SampleTrail("trail-s3", LogFiles, (20, 20), inflatedBytes: 170_000);
        await sample.CreateAsync();
        await using var site = await S3Site.StartAsync(sample);
        var packed = sample.LogFiles.Sum(path => new FileInfo(path).Length);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"s3: {Digests} digests, {LogFiles} log files of {packed / 1e3 / LogFiles:F1} kB gzip on average, "
                    + $"in radosgw on this machine"
            )
        );
        using (var far = await LatencyProxy.StartAsync(site.S3, Latency))
        {
            await CompareAsync(
                "20 ms per request",
                program,
                sample,
                site.EnvironmentOf(far.Url),
                far,
                cliRounds: 1,
                target: 50
            );
            await MeasureAsync(
                "20 ms, --concurrency 256",
                program,
                sample,
                site.EnvironmentOf(far.Url),
                far,
                "--concurrency",
                "256"
            );
        }
        await CompareAsync(
            "0 ms",
            program,
            sample,
            site.EnvironmentOf(site.S3.ToString()),
            null,
            cliRounds: 3,
            target: 8
        );
        await GetBenchmark.RunAsync(site, sample);
        Console.WriteLine();
    }

    private static async Task CompareAsync(
        string name,
        string program,
        SampleTrail sample,
        IReadOnlyDictionary<string, string> environment,
        LatencyProxy? network,
        int cliRounds,
        double target
    )
    {
        var ours = await MeasureAsync(name, program, sample, environment, network);
        var cli = new List<double>();
        for (var i = 0; i < cliRounds; i++)
            cli.Add((await VerifyAsync("aws", ["cloudtrail"], sample, environment)).Seconds);
        var counts = network is null ? "" : $", {Format(await network.CountAsync(), 1)}";
        var ratio = Statistics.Median(cli) / ours;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}, aws cloudtrail validate-logs: {Statistics.Median(cli):F2} s ({cliRounds} runs{counts})"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}, times faster: {ratio:F1}   target >= {target}: {(ratio >= target ? "met" : "MISSED")}"
            )
        );
    }

    private static async Task<double> MeasureAsync(
        string name,
        string program,
        SampleTrail sample,
        IReadOnlyDictionary<string, string> environment,
        LatencyProxy? network,
        params string[] options
    )
    {
        // The first run loads the files into the page cache.
        await VerifyAsync(program, [], sample, environment, options);
        if (network is not null)
            await network.CountAsync();
        var runs = new List<ChildCost>();
        for (var i = 0; i < Rounds; i++)
            runs.Add(await VerifyAsync(program, [], sample, environment, options));
        var counts = network is null ? "" : $", {Format(await network.CountAsync(), Rounds)}";
        var (seconds, peak) = (Statistics.Median(runs.Select(run => run.Seconds)), runs.Max(run => run.PeakMegabytes));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name}, ctverify: {seconds:F2} s (runs "
                    + $"{Statistics.Join(runs.Select(run => run.Seconds), "F2")}), "
                    + $"processor time {Statistics.Median(runs.Select(run => run.UserSeconds)):F2} s user, "
                    + $"{Statistics.Median(runs.Select(run => run.SystemSeconds)):F2} s system, "
                    + $"peak {peak:F0} MB: {(peak < TargetMegabytes ? "met" : "MISSED")}{counts}"
            )
        );
        return seconds;
    }

    private static string Format(RequestCount count, int runs) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"requests per run: {(double)count.Digests / runs:0.#} digests, "
                + $"{(double)count.LogFiles / runs:0.#} log files, "
                + $"{(double)count.Listings / runs:0.#} listings, {(double)count.Heads / runs:0.#} HEAD, "
                + $"{(double)count.Others / runs:0.#} others"
        );

    private static async Task<ChildCost> VerifyAsync(
        string program,
        string[] command,
        SampleTrail sample,
        IReadOnlyDictionary<string, string> environment,
        params string[] options
    )
    {
        string[] arguments =
        [
            .. command,
            "validate-logs",
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
        await QuietMachine.WaitAsync();
        var run = await Child.MeasureAsync(program, arguments, environment);
        if (
            !run.Output.Contains($"{Digests}/{Digests} digest files valid", StringComparison.Ordinal)
            || !run.Output.Contains($"{LogFiles}/{LogFiles} log files valid", StringComparison.Ordinal)
        )
            throw new InvalidOperationException($"{program} did not find everything valid: {run.Output}");
        return run;
    }
}
