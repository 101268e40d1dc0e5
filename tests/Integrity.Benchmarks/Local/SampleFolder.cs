using System.IO.Compression;
using Integrity.Benchmarks.Support;
using Integrity.Building;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Benchmarks.Local;

/// <summary>A trail in a folder: log files of a common size, digests by our own builder. It is made once and kept.</summary>
internal sealed class SampleFolder
{
    public const int LogFileCount = 1_500;

    private const int InflatedBytes = 140_000;
    private const int Version = 2; // another one when what is written changes
    private const string Bucket = "amzn-s3-demo-bucket";

    private static readonly DateTimeOffset Start = new(2025, 5, 4, 0, 0, 0, TimeSpan.Zero);

    public static readonly Trail Trail = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail");

    public string Store { get; } = Workplace.Artifact($"trail-{Version}", "store");

    public string Keys { get; } = Workplace.Artifact($"trail-{Version}", "public-key.pem");

    public IReadOnlyList<string> LogFiles { get; private set; } = [];

    public DigestPeriod Range { get; private set; } = new(Start, Start);

    public static async Task<SampleFolder> MakeAsync()
    {
        var folder = new SampleFolder();
        var (end, keys) = Layout();
        folder.Range = new DigestPeriod(Start, end);
        folder.LogFiles = [.. keys.Select(key => Path.Combine(folder.Store, Bucket, key))];
        if (File.Exists(folder.Keys)) return folder;
        if (Directory.Exists(folder.Store)) Directory.Delete(folder.Store, recursive: true);
        Parallel.For(0, LogFileCount, i => folder.WriteLogFile(i));
        await folder.BuildAsync();
        return folder;
    }

    /// <summary>20 to 25 log files an hour.</summary>
    private static (DateTimeOffset End, List<string> Keys) Layout()
    {
        var random = new Random(1);
        var keys = new List<string>();
        var hour = Start;
        for (; keys.Count < LogFileCount; hour = hour.AddHours(1))
        {
            var count = Math.Min(random.Next(20, 26), LogFileCount - keys.Count);
            for (var i = 0; i < count; i++)
            {
                var time = hour.AddMinutes(i * 60 / count);
                keys.Add($"AWSLogs/111122223333/CloudTrail/us-east-2/{time:yyyy/MM/dd}/111122223333_CloudTrail_us-east-2_{time:yyyyMMdd'T'HHmm'Z'}_{keys.Count:D16}.json.gz");
            }
        }
        return (hour, keys);
    }

    private void WriteLogFile(int index)
    {
        var path = LogFiles[index];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var sizes = new Random(index);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
        gzip.Write(new EventWriter(index).Write(Start.AddMinutes(index * 2.7), sizes.Next(InflatedBytes / 2, InflatedBytes * 3 / 2)));
    }

    private async Task BuildAsync()
    {
        using var signer = RsaDigestSigner.Generate();
        var store = LocalDirectoryStore.OfBuckets(Store);
        var request = new BuildRequest
        {
            Trail = Trail,
            Place = new TrailPlace(Bucket, ""),
            Signers = new Dictionary<string, IDigestSigner>(StringComparer.Ordinal) { ["us-east-2"] = signer },
            Keys = new KeyRing([new TrustedKey(signer.PublicKey)]),
            Until = Range.End,
        };
        var listed = 0;
        await foreach (var built in new DigestBuilder(store, store).BuildAsync(request)) listed += built.Digest.LogFiles.Count;
        if (listed != LogFileCount) throw new InvalidOperationException($"the digests list {listed} log files, not {LogFileCount}");
        await File.WriteAllTextAsync(Keys, new string(System.Security.Cryptography.PemEncoding.Write("RSA PUBLIC KEY", signer.PublicKey.Pkcs1Der.Span)) + "\n");
    }
}
