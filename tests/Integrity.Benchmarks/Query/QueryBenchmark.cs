using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Integrity.Benchmarks.Support;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.QueryResults;
using Integrity.Storage.Local;

namespace Integrity.Benchmarks.Query;

/// <summary>
/// Verifies query results in a directory and compares with SHA-256 in C over the same files in the page cache,
/// alternating the two.
/// </summary>
internal static class QueryBenchmark
{
    private const int FileCount = 8;
    private const int FileBytes = 64 << 20;
    private const int Rounds = 9;
    private const double TargetRatio = 0.9;
    private const string Packages = "gcc libc6-dev libssl-dev";

    public static async Task RunAsync()
    {
        using var signer = RsaDigestSigner.Generate();
        var directory = await CreateAsync(signer);
        string[] files = [.. Directory.GetFiles(directory, "*.csv.gz").Order(StringComparer.Ordinal)];
        var limit = Workspace.Artifact("sha256");
        await Child.RunAsync(
            "gcc",
            [
                "-O3",
                "-march=native",
                Workspace.Source("tests", "Integrity.Benchmarks", "Query", "sha256.c"),
                "-o",
                limit,
                "-lcrypto",
                "-lpthread",
            ],
            Packages
        );
        Console.WriteLine($"query results: {FileCount} files of {FileBytes >> 20} MiB; {Rounds} alternating rounds");
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            await VerifyAsync(directory, signer, threads);
            var rounds = new List<(double Ours, double Read, double Memory)>();
            for (var i = 0; i < Rounds; i++)
                rounds.Add(
                    (
                        await VerifyAsync(directory, signer, threads),
                        await HashAsync(limit, threads, "read", files),
                        await HashAsync(limit, threads, "memory", files)
                    )
                );
            Print(
                $"{threads} {(threads == 1 ? "thread" : "threads")}, C reads and hashes",
                [.. rounds.Select(round => (round.Ours, round.Read))],
                TargetRatio
            );
            Print(
                $"{threads} {(threads == 1 ? "thread" : "threads")}, C hashes without reading",
                [.. rounds.Select(round => (round.Ours, round.Memory))],
                null
            );
        }
        Console.WriteLine();
    }

    private static void Print(string name, IReadOnlyList<(double Ours, double Limit)> pairs, double? target)
    {
        var ratio = Statistics.Median(pairs.Select(pair => pair.Limit / pair.Ours).ToList());
        var verdict = target is null
            ? ""
            : $"   target >= {target.Value.ToString(CultureInfo.InvariantCulture)}: "
                + $"{(ratio >= target ? "met" : "MISSED")}";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name.PadRight(38)} ours {Speed(pairs.Select(pair => pair.Ours)):F0} MB/s, "
                    + $"limit {Speed(pairs.Select(pair => pair.Limit)):F0} MB/s, ratio {ratio:F3}{verdict}"
            )
        );
    }

    private static double Speed(IEnumerable<double> seconds) =>
        (double)FileCount * FileBytes / 1e6 / Statistics.Median(seconds.ToList());

    private static async Task<double> VerifyAsync(string directory, RsaDigestSigner signer, int threads)
    {
        var watch = Stopwatch.StartNew();
        var report = new QueryResultsSummary();
        var verifier = new QueryResultsVerifier(
            LocalDirectoryStore.OfBucket(directory, ""),
            new KeyRing([new TrustedKey(signer.PublicKey)])
        );
        await foreach (
            var result in verifier.VerifyAsync(
                new QueryResultsRequest
                {
                    Bucket = "",
                    Prefix = "",
                    Concurrency = threads,
                }
            )
        )
            report.Add(result);
        watch.Stop();
        return report.Verdict == Verdict.Valid && report.ResultFiles.Valid == FileCount
            ? watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException("the sample is not valid");
    }

    private static async Task<double> HashAsync(string limit, int threads, string what, string[] files)
    {
        var run = await Child.RunAsync(limit, [$"{threads}", what, .. files], Packages);
        return double.Parse(run.Output.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static async Task<string> CreateAsync(RsaDigestSigner signer)
    {
        var directory = Path.GetDirectoryName(Workspace.Artifact("query-results", SignFile.FileName))!;
        var content = RandomNumberGenerator.GetBytes(FileBytes);
        var files = new JsonArray();
        for (var i = 1; i <= FileCount; i++)
        {
            content[0] = (byte)i;
            await File.WriteAllBytesAsync(Path.Combine(directory, $"result_{i}.csv.gz"), content);
            files.Add(
                new JsonObject
                {
                    ["fileHashValue"] = Convert.ToHexStringLower(SHA256.HashData(content)),
                    ["fileName"] = $"result_{i}.csv.gz",
                }
            );
        }
        var signature = await signer.SignAsync(
            Encoding.ASCII.GetBytes(string.Join(' ', files.Select(file => file!["fileHashValue"]!.GetValue<string>()))),
            CancellationToken.None
        );
        var signFile = new JsonObject
        {
            ["region"] = "us-east-1",
            ["files"] = files,
            ["hashAlgorithm"] = "SHA-256",
            ["signatureAlgorithm"] = "SHA256withRSA",
            ["queryCompleteTime"] = "2025-05-04T22:06:30Z",
            ["hashSignature"] = signature.Hex,
            ["publicKeyFingerprint"] = signer.PublicKey.Fingerprint.Hex,
        };
        await File.WriteAllTextAsync(Path.Combine(directory, SignFile.FileName), signFile.ToJsonString());
        return directory;
    }
}
