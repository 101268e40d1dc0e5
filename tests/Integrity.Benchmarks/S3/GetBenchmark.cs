using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Aws.S3;
using Integrity.Benchmarks.Support;
using Integrity.Digests;

namespace Integrity.Benchmarks.S3;

/// <summary>
/// Signed GET requests for one object, read to the end: our store, the SDK's client, and wrk. wrk signs nothing (its
/// URL is signed once) and discards the content.
/// </summary>
internal static partial class GetBenchmark
{
    private const int Connections = 32;
    private const int Rounds = 7;
    private const double TargetRatio = 0.7;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(S3Site site, SampleTrail sample)
    {
        // An object of median size.
        var path = sample.LogFiles.OrderBy(path => new FileInfo(path).Length).ElementAt(sample.LogFiles.Count / 2);
        var location = new ObjectLocation(
            SampleTrail.Bucket,
            Path.GetRelativePath(Path.Combine(sample.Store, SampleTrail.Bucket), path)
        );
        using var session = site.Session(Connections);
        using var client = site.Client(Connections);
        var store = new S3Store(session, TimeProvider.System);
        var url = await client.GetPreSignedURLAsync(
            new GetPreSignedUrlRequest
            {
                BucketName = location.Bucket,
                Key = location.Path,
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
                Protocol = Protocol.HTTP,
            }
        );
        (string Name, Func<Task<double>> RateAsync, List<double> Rates)[] candidates =
        [
            ("our store", () => RateAsync(buffer => GetAsync(store, location, buffer)), []),
            ("wrk", () => WrkAsync(url), []),
            ("the SDK's client", () => RateAsync(buffer => GetAsync(client, location, buffer)), []),
        ];
        foreach (var candidate in candidates)
            await candidate.RateAsync(); // Warm up the JIT compiler and connect.
        for (var i = 0; i < Rounds; i++)
        {
            // The order changes from round to round.
            for (var j = 0; j < candidates.Length; j++)
            {
                var candidate = candidates[(i + j) % candidates.Length];
                await QuietMachine.WaitAsync();
                candidate.Rates.Add(await candidate.RateAsync());
            }
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  GET requests per second of {new FileInfo(path).Length / 1e3:F1} kB, {Connections} connections, "
                    + $"median of {Rounds} alternating rounds:"
            )
        );
        foreach (var (name, _, rates) in candidates)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {name.PadRight(18)} "
                        + $"{Statistics.Median(rates).ToString("F0", CultureInfo.InvariantCulture).PadLeft(6)}   "
                        + $"({Statistics.Join(rates, "F0")})"
                )
            );
        var ratio = Statistics.Median(candidates[0].Rates.Zip(candidates[1].Rates, (ours, wrk) => ours / wrk));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"    our store to wrk   {ratio.ToString("F2", CultureInfo.InvariantCulture).PadLeft(6)}   "
                    + $"target >= {TargetRatio}: {(ratio >= TargetRatio ? "met" : "MISSED")}"
            )
        );
    }

    private static async Task<double> RateAsync(Func<byte[], Task> getAsync)
    {
        long count = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var buffer = new byte[64 << 10];
                        while (watch.Elapsed < Duration)
                        {
                            await getAsync(buffer);
                            Interlocked.Increment(ref count);
                        }
                    })
                )
        );
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task GetAsync(S3Store store, ObjectLocation location, byte[] buffer)
    {
        await using var stored =
            await store.OpenAsync(location, CancellationToken.None)
            ?? throw new InvalidOperationException("the object does not exist");
        await ReadAsync(stored.Content, buffer);
    }

    private static async Task GetAsync(AmazonS3Client client, ObjectLocation location, byte[] buffer)
    {
        using var response = await client.GetObjectAsync(location.Bucket, location.Path);
        await ReadAsync(response.ResponseStream, buffer);
    }

    private static async Task ReadAsync(Stream stream, byte[] buffer)
    {
        while (await stream.ReadAsync(buffer) > 0)
        {
            // Only the transport is measured.
        }
    }

    private static async Task<double> WrkAsync(string url)
    {
        var run = await Child.RunAsync(
            "wrk",
            ["-t1", $"-c{Connections}", $"-d{Duration.TotalSeconds:F0}s", url],
            "wrk"
        );
        if (run.Output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"wrk did not get the object: {run.Output}");
        return double.Parse(RatePattern().Match(run.Output).Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"Requests/sec:\s+(?<rate>[0-9.]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RatePattern();
}
