using System.Diagnostics;
using System.Globalization;
using Integrity.Benchmarks.Local;
using Integrity.Benchmarks.Support;
using Integrity.Building;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage.Local;

namespace Integrity.Benchmarks.Build;

/// <summary>
/// Builds the digests of a directory and compares with the C limit over the same log files in the page cache,
/// alternating the two. Beyond the limit, building finds the log files, reads their event times, and signs and writes
/// the digests.
/// </summary>
internal static class BuildBenchmark
{
    private const int LogFileCount = 3_000;
    private const int LogFilesPerHour = 1_000;
    private const double TargetRatio = 0.9;

    public static async Task RunAsync()
    {
        var sample = new SampleTrail(
            "trail-build",
            LogFileCount,
            (LogFilesPerHour, LogFilesPerHour),
            inflatedBytes: 140_000
        );
        await sample.CreateAsync();
        var limit = await CLimit.CompileAsync(sample.LogFiles);
        var (_, bytes) = await limit.WarmAsync(1);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"build: {LogFileCount} log files, {LogFilesPerHour} per digest, "
                    + $"{bytes / 1e3 / LogFileCount:F1} kB uncompressed on average"
            )
        );
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            for (var i = 0; i < 3; i++)
                await BuildAsync(sample, threads); // Warm up the JIT compiler.
            await Race.RunAsync(
                TargetRatio,
                $"library, warm, {threads} {(threads == 1 ? "thread" : "threads")}",
                bytes,
                () => BuildAsync(sample, threads),
                async () => (await limit.WarmAsync(threads)).Seconds
            );
        }
        Console.WriteLine();
        await LargeDigest.RunAsync();
    }

    /// <summary>Builds all digests of the sample again and returns the seconds it took.</summary>
    private static async Task<double> BuildAsync(SampleTrail sample, int threads)
    {
        using var signer = RsaDigestSigner.Generate();
        var digests = Path.Combine(sample.Store, SampleTrail.Bucket, "AWSLogs", "111122223333", "CloudTrail-Digest");
        if (Directory.Exists(digests))
            Directory.Delete(digests, recursive: true);
        var watch = Stopwatch.StartNew();
        var store = LocalDirectoryStore.OfBuckets(sample.Store);
        var ring = new KeyRing([new TrustedKey(signer.PublicKey)]);
        var request = new BuildRequest
        {
            Trail = SampleTrail.Trail,
            Location = new TrailLocation(SampleTrail.Bucket, ""),
            Regions = [SampleTrail.Region],
            Signers = new KeyRingSigners(ring, [signer]),
            Keys = ring,
            Until = sample.Range.End,
            Start = sample.Range.Start,
            Concurrency = threads,
        };
        var listed = 0;
        await foreach (var built in new DigestBuilder(store, store, TimeProvider.System).BuildAsync(request))
            listed += built.Digest.LogFiles.Count;
        watch.Stop();
        return listed == LogFileCount
            ? watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{listed} log files were listed");
    }
}
