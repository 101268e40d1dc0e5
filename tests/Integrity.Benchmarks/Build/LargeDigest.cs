using System.Globalization;
using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Build;

/// <summary>
/// Builds and signs a digest with 100,000 entries in one process and verifies it in another, with the published
/// program.
/// </summary>
internal static class LargeDigest
{
    private const int LogFiles = 100_000;
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";
    private const double TargetSeconds = 10;
    private const double TargetMegabytes = 300;

    private static readonly Dictionary<string, string> NoVariables = [];

    public static async Task RunAsync()
    {
        var program = await PublishedCtVerify.CreateAsync();
        var (store, keys) = (Workspace.Artifact("large-digest", "store"), Workspace.Artifact("large-digest", "keys"));
        foreach (var directory in (string[])[store, keys])
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
        WriteLogFiles(store);
        await Child.RunAsync(
            program,
            ["keys", "generate", "--region", "us-east-2", "--out", keys],
            "dotnet-runtime-10.0"
        );
        var build = await Child.MeasureAsync(
            program,
            [
                "build",
                "--store",
                store,
                "--trail-arn",
                Arn,
                "--keys",
                keys,
                "--start-time",
                "2025-05-04T10:00:00Z",
                "--until",
                "2025-05-04T11:00:00Z",
            ],
            NoVariables
        );
        var verify = await Child.MeasureAsync(
            program,
            [
                "validate-logs",
                "--source",
                store,
                "--trail-arn",
                Arn,
                "--keys",
                keys,
                "--start-time",
                "2025-05-04T10:00:00Z",
                "--end-time",
                "2025-05-04T11:00:00Z",
            ],
            NoVariables
        );
        if (!verify.Output.Contains($"{LogFiles}/{LogFiles} log files valid", StringComparison.Ordinal))
            throw new InvalidOperationException(verify.Output);
        var (seconds, peak) = (build.Seconds + verify.Seconds, Math.Max(build.PeakMegabytes, verify.PeakMegabytes));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"build: one digest with {LogFiles} small log files")
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  built in {build.Seconds:F1} s, {build.PeakMegabytes:F0} MB; "
                    + $"verified in {verify.Seconds:F1} s, {verify.PeakMegabytes:F0} MB   "
                    + $"target < {TargetSeconds} s, < {TargetMegabytes} MB: "
                    + $"{(seconds < TargetSeconds && peak < TargetMegabytes ? "met" : "MISSED")}\n"
            )
        );
    }

    private static void WriteLogFiles(string store)
    {
        var directory = Path.Combine(
            store,
            "amzn-s3-demo-bucket",
            "AWSLogs",
            "111122223333",
            "CloudTrail",
            "us-east-2",
            "2025",
            "05",
            "04"
        );
        Directory.CreateDirectory(directory);
        using var buffer = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionLevel.Optimal))
            gzip.Write("{\"Records\":[{\"eventTime\":\"2025-05-04T09:58:00Z\"}]}"u8);
        var content = buffer.ToArray();
        for (var i = 0; i < LogFiles; i++)
            File.WriteAllBytes(
                Path.Combine(
                    directory,
                    $"111122223333_CloudTrail_us-east-2_20250504T10{i * 60 / LogFiles:D2}Z_{i:D16}.json.gz"
                ),
                content
            );
    }
}
