using System.IO.Compression;
using Integrity.Building;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Verification;

namespace Integrity.Benchmarks.Support;

/// <summary>
/// A trail in a directory, with log files of a common size and digests by our own builder. Created once and kept.
/// </summary>
/// <param name="name">The name of the directory. Change it when the content changes.</param>
/// <param name="logFileCount">The number of log files.</param>
/// <param name="logFilesPerHour">The minimum and maximum number of log files per hour. The last hour may have
/// fewer.</param>
/// <param name="inflatedBytes">The mean uncompressed size of a log file. Sizes range from half of it to one and a half
/// times it.</param>
internal sealed class SampleTrail(
    string name,
    int logFileCount,
    (int Fewest, int Most) logFilesPerHour,
    int inflatedBytes
)
{
    public const string Bucket = "amzn-s3-demo-bucket";
    public const string Region = "us-east-2";

    private static readonly DateTimeOffset Start = new(2025, 5, 4, 0, 0, 0, TimeSpan.Zero);

    public static readonly Trail Trail = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail");

    public string Store { get; } = Workspace.Artifact(name, "store");

    public string Keys { get; } = Workspace.Artifact(name, "public-key.json");

    public IReadOnlyList<string> LogFiles { get; private set; } = [];

    public DigestPeriod Range { get; private set; } = new(Start, Start);

    public async Task CreateAsync()
    {
        var (end, paths) = Layout();
        Range = new DigestPeriod(Start, end);
        LogFiles = [.. paths.Select(path => Path.Combine(Store, Bucket, path))];
        if (File.Exists(Keys))
            return;
        if (Directory.Exists(Store))
            Directory.Delete(Store, recursive: true);
        Parallel.For(0, logFileCount, WriteLogFile);
        await BuildAsync();
    }

    /// <summary>Verifies the whole trail in the given store.</summary>
    public async Task VerifyAsync(IObjectReader store, IReadOnlyList<TrailLocation> places, int threads)
    {
        var request = new VerificationRequest
        {
            Trail = Trail,
            Places = places,
            Start = Range.Start,
            End = Range.End,
            Concurrency = threads,
        };
        var report = new VerificationSummary(Trail, Range);
        await foreach (
            var result in new ChainVerifier(store, KeyRingFile.Load(Keys), TimeProvider.System).VerifyAsync(request)
        )
            report.Add(result);
        if (report.Verdict != Verdict.Valid || report.Total.LogFiles.Valid != logFileCount)
            throw new InvalidOperationException("the sample is not valid");
    }

    /// <summary>Returns the command line that verifies a range of the trail.</summary>
    public string[] Arguments(string source, DigestPeriod range, int threads) =>
        [
            "validate-logs",
            "--trail-arn",
            Trail.Arn,
            "--start-time",
            UtcTime.Format(range.Start),
            "--end-time",
            UtcTime.Format(range.End),
            "--source",
            source,
            "--keys",
            Keys,
            "--concurrency",
            $"{threads}",
        ];

    private (DateTimeOffset End, List<string> Paths) Layout()
    {
        var random = new Random(1);
        var paths = new List<string>();
        var hour = Start;
        for (; paths.Count < logFileCount; hour = hour.AddHours(1))
        {
            var count = Math.Min(
                random.Next(logFilesPerHour.Fewest, logFilesPerHour.Most + 1),
                logFileCount - paths.Count
            );
            for (var i = 0; i < count; i++)
            {
                var time = hour.AddMinutes(i * 60 / count);
                paths.Add(
                    $"AWSLogs/111122223333/CloudTrail/us-east-2/{time:yyyy/MM/dd}/"
                        + $"111122223333_CloudTrail_us-east-2_{time:yyyyMMdd'T'HHmm'Z'}_{paths.Count:D16}.json.gz"
                );
            }
        }
        return (hour, paths);
    }

    private void WriteLogFile(int index)
    {
        var path = LogFiles[index];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var sizes = new Random(index);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
        gzip.Write(
            new EventWriter(index).Write(
                Start.AddMinutes(index * 2.7),
                sizes.Next(inflatedBytes / 2, inflatedBytes * 3 / 2)
            )
        );
    }

    private async Task BuildAsync()
    {
        using var signer = RsaDigestSigner.Generate();
        var store = LocalDirectoryStore.OfBuckets(Store);
        var keys = new KeyRing([new TrustedKey(signer.PublicKey)]);
        var request = new BuildRequest
        {
            Trail = Trail,
            Location = new TrailLocation(Bucket, ""),
            Regions = [Region],
            Signers = new KeyRingSigners(keys, [signer]),
            Keys = keys,
            Until = Range.End,
        };
        var listed = 0;
        await foreach (var built in new DigestBuilder(store, store, TimeProvider.System).BuildAsync(request))
            listed += built.Digest.LogFiles.Count;
        if (listed != logFileCount)
            throw new InvalidOperationException($"the digests list {listed} log files, not {logFileCount}");
        await File.WriteAllBytesAsync(
            Keys,
            PublicKeyList.Write([new TrustedKey(signer.PublicKey, Region, Start.AddDays(-1), Range.End.AddDays(1))])
        );
    }
}
