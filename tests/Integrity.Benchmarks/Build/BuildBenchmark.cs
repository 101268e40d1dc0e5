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
/// Building the digests of a folder against the C limit over exactly the same log files, files in the page cache, in turn. What we do beyond the limit: find the log files,
/// find the times of the events in them, sign, and write the digests.
/// </summary>
internal static class BuildBenchmark
{
    private const int LogFileCount = 3_000;
    private const int LogFilesAnHour = 1_000;
    private const double TargetRatio = 0.9;

    public static async Task RunAsync()
    {
        var sample = new SampleFolder(
            "trail-build",
            LogFileCount,
            (LogFilesAnHour, LogFilesAnHour),
            inflatedBytes: 140_000
        );
        await sample.MakeAsync();
        var limit = await CLimit.CompileAsync(sample.LogFiles);
        var (_, bytes) = await limit.WarmAsync(1);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"build: {LogFileCount} log files, {LogFilesAnHour} a digest, {bytes / 1e3 / LogFileCount:F1} kB inflated on average"
            )
        );
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            for (var i = 0; i < 3; i++)
                await BuildAsync(sample, threads); // compiled, and as fast as it gets
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

    /// <summary>Builds all digests of the sample anew.</summary>
    private static async Task<double> BuildAsync(SampleFolder sample, int threads)
    {
        using var signer = RsaDigestSigner.Generate();
        var digests = Path.Combine(sample.Store, SampleFolder.Bucket, "AWSLogs", "111122223333", "CloudTrail-Digest");
        if (Directory.Exists(digests))
            Directory.Delete(digests, recursive: true);
        var watch = Stopwatch.StartNew();
        var store = LocalDirectoryStore.OfBuckets(sample.Store);
        var ring = new KeyRing([new TrustedKey(signer.PublicKey)]);
        var request = new BuildRequest
        {
            Trail = SampleFolder.Trail,
            Place = new TrailLocation(SampleFolder.Bucket, ""),
            Regions = [SampleFolder.Region],
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
