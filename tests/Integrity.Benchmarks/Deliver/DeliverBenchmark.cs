using System.Globalization;
using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Deliver;

/// <summary>
/// Delivers files to a directory and compares with <c>gzip -6</c> on as many processors. Both run as whole processes
/// over the same files, alternating. Beyond gzip, a delivery looks for earlier deliveries, hashes, and syncs each file
/// and its directory to disk.
/// </summary>
internal static class DeliverBenchmark
{
    private const int Rounds = 5;
    private const double TargetRatio = 0.7;
    private const double TargetSize = 1.05;

    public static async Task RunAsync()
    {
        var program = await PublishedCtVerify.CreateAsync();
        Console.WriteLine(
            $"deliver: to a directory, compared with gzip -6, {Environment.ProcessorCount} processors each; "
                + $"{Rounds} alternating rounds"
        );
        SampleFiles[] samples =
        [
            new("small", 1_000, 60_000),
            new("common", 40, 4_000_000),
            new("one large", 1, 200_000_000),
        ];
        foreach (var sample in samples)
        {
            sample.RemoveResults();
            sample.Make();
            await CompareAsync(program, sample);
        }
        foreach (var sample in samples)
            sample.RemoveResults();
        Console.WriteLine();
    }

    private static async Task CompareAsync(string program, SampleFiles sample)
    {
        var rounds = new List<(double Ours, double Gzip)>();
        var (size, peak) = (0.0, 0.0);
        for (var i = 0; i < Rounds; i++)
        {
            var (store, links) = (sample.StoreOf(i), sample.LinksOf(i));
            var gzipFirst = i % 2 == 1 ? await GzipAsync(sample, links) : 0;
            var ours = await Child.MeasureAsync(
                program,
                ["deliver", sample.Folder, "--to", store, "--account", "111122223333", "--region", "us-east-2"],
                new Dictionary<string, string>(StringComparer.Ordinal)
            );
            rounds.Add((ours.Seconds, i % 2 == 1 ? gzipFirst : await GzipAsync(sample, links)));
            (size, peak) = (
                (double)SampleFiles.BytesIn(store, "*.json.gz") / SampleFiles.BytesIn(links, "*.gz"),
                Math.Max(peak, ours.PeakMegabytes)
            );
        }
        var ratios = rounds.Select(round => round.Gzip / round.Ours).ToList();
        var ratio = Statistics.Median(ratios);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {sample.Name.PadRight(10)} {sample.Count} x {sample.Bytes / 1e6 / sample.Count:0.0#} MB   "
                    + $"ours {Speed(rounds.Select(round => round.Ours)):F0} MB/s, "
                    + $"gzip -6 {Speed(rounds.Select(round => round.Gzip)):F0} MB/s, ratio {ratio:F2} "
                    + $"(pairs {Statistics.Join(ratios, "F2")})   "
                    + $"target >= {TargetRatio}: {(ratio >= TargetRatio ? "met" : "MISSED")}"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"    {size:F3} of the size of gzip -6   "
                    + $"target <= {TargetSize}: {(size <= TargetSize ? "met" : "MISSED")}; peak {peak:F0} MB"
            )
        );

        double Speed(IEnumerable<double> seconds) => sample.Bytes / 1e6 / Statistics.Median(seconds);
    }

    private static async Task<double> GzipAsync(SampleFiles sample, string links)
    {
        var run = await Child.RunAsync(
            "sh",
            [
                "-c",
                $"find '{links}' -name '*.log' | "
                    + $"xargs -P {Environment.ProcessorCount} -n {Math.Max(1, sample.Count / 20)} gzip -6 -k -f",
            ],
            "gzip findutils"
        );
        return run.Seconds;
    }
}
