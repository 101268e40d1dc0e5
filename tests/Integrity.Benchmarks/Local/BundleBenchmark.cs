using System.Diagnostics;
using Integrity.Benchmarks.Support;
using Integrity.Bundles;
using Integrity.Keys;

namespace Integrity.Benchmarks.Local;

/// <summary>Verification of a bundle, read where it lies, against the C limit over the same log files as files of a folder.</summary>
internal static class BundleBenchmark
{
    private const int LogFileCount = 1_500;
    private const double TargetRatio = 0.9;

    public static async Task RunAsync()
    {
        var sample = new SampleFolder("trail-local", LogFileCount, (20, 25), inflatedBytes: 140_000);
        await sample.MakeAsync();
        using var maker = RsaDigestSigner.Generate();
        var bundle = Workplace.Artifact("bundle.tar");
        await using (var file = File.Create(bundle))
            await BundleWriter.WriteAsync(
                await BundleContents.FindAsync(sample.Store, holdsBuckets: true, [], default),
                maker,
                file,
                default
            );
        var limit = await CLimit.CompileAsync(sample.LogFiles);
        var program = await PublishedCtVerify.MakeAsync();
        var (_, bytes) = await limit.WarmAsync(1);
        Console.WriteLine($"bundle: {LogFileCount} log files in a tar archive; {Race.Rounds} rounds in turn");
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            var name = $"{threads} {(threads == 1 ? "thread" : "threads")}";
            for (var i = 0; i < 3; i++)
                await VerifyAsync(sample, bundle, null, threads); // compiled, and as fast as it gets
            await Race.RunAsync(
                TargetRatio,
                $"library, warm, {name}",
                bytes,
                () => VerifyAsync(sample, bundle, null, threads),
                async () => (await limit.WarmAsync(threads)).Seconds
            );
            await Race.RunAsync(
                TargetRatio,
                $"and its signature, {name}",
                bytes,
                () => VerifyAsync(sample, bundle, maker.PublicKey, threads),
                async () => (await limit.WarmAsync(threads)).Seconds
            );
            await Race.RunAsync(
                TargetRatio,
                $"process, {name}",
                bytes,
                () => ProcessAsync(program, sample, bundle, threads),
                () => limit.ProcessAsync(threads)
            );
        }
        Console.WriteLine();
    }

    private static async Task<double> VerifyAsync(SampleFolder sample, string path, PublicKey? maker, int threads)
    {
        var watch = Stopwatch.StartNew();
        using var bundle = Bundle.Open(path);
        if (maker is not null && await bundle.CheckAsync(maker, check: null, threads, default) is [var problem, ..])
            throw new InvalidOperationException(problem);
        await sample.VerifyAsync(bundle.Store, bundle.Places, threads);
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> ProcessAsync(string program, SampleFolder sample, string bundle, int threads) =>
        (await Child.RunAsync(program, sample.Arguments(bundle, sample.Range, threads), "dotnet-runtime-10.0")).Seconds;
}
