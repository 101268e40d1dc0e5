using System.Diagnostics;
using Integrity.Benchmarks.Support;
using Integrity.Bundles;
using Integrity.Keys;

namespace Integrity.Benchmarks.Local;

/// <summary>Verifies a bundle in place and compares with the C limit over the same log files in a directory.</summary>
internal static class BundleBenchmark
{
    private const int LogFileCount = 1_500;
    private const double TargetRatio = 0.9;

    public static async Task RunAsync()
    {
        var sample = new SampleTrail("trail-local", LogFileCount, (20, 25), inflatedBytes: 140_000);
        await sample.CreateAsync();
        using var signer = RsaDigestSigner.Generate();
        var bundle = Workspace.Artifact("bundle.tar");
        await using (var file = File.Create(bundle))
            await BundleWriter.WriteAsync(
                await BundleContents.FindAsync(sample.Store, holdsBuckets: true, [], default),
                signer,
                file,
                default
            );
        var limit = await CLimit.CompileAsync(sample.LogFiles);
        var program = await PublishedCtVerify.CreateAsync();
        var (_, bytes) = await limit.WarmAsync(1);
        Console.WriteLine($"bundle: {LogFileCount} log files in a tar archive; {Race.Rounds} alternating rounds");
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            var name = $"{threads} {(threads == 1 ? "thread" : "threads")}";
            for (var i = 0; i < 3; i++)
                await VerifyAsync(sample, bundle, null, threads); // Warm up the JIT compiler.
            await Race.RunAsync(
                TargetRatio,
                $"library, warm, {name}",
                bytes,
                () => VerifyAsync(sample, bundle, null, threads),
                async () => (await limit.WarmAsync(threads)).Seconds
            );
            await Race.RunAsync(
                TargetRatio,
                $"with its signature, {name}",
                bytes,
                () => VerifyAsync(sample, bundle, signer.PublicKey, threads),
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

    private static async Task<double> VerifyAsync(SampleTrail sample, string path, PublicKey? signer, int threads)
    {
        var watch = Stopwatch.StartNew();
        using var bundle = Bundle.Open(path);
        if (signer is not null && await bundle.CheckAsync(signer, check: null, threads, default) is [var problem, ..])
            throw new InvalidOperationException(problem);
        await sample.VerifyAsync(bundle.Store, bundle.Places, threads);
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> ProcessAsync(string program, SampleTrail sample, string bundle, int threads) =>
        (await Child.RunAsync(program, sample.Arguments(bundle, sample.Range, threads), "dotnet-runtime-10.0")).Seconds;
}
