using Integrity.Building;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage.Local;
using Integrity.Verification;

namespace Integrity.Cli.Demo;

/// <summary>A trail in a folder: 24 hours of two regions, delivered, built, and ready to be tampered with.</summary>
internal sealed class DemoTrail
{
    private const string BucketName = "amzn-s3-demo-bucket";
    private static readonly string[] Regions = ["us-east-2", "eu-central-1"];

    private readonly KeyRing _keys;

    private DemoTrail(string folder, DigestPeriod range, KeyRing keys) =>
        (Folder, Range, _keys) = (folder, range, keys);

    public static Trail Trail { get; } = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail");

    /// <summary>The folder of the bucket's folder.</summary>
    public string Folder { get; }

    /// <summary>The 24 hours.</summary>
    public DigestPeriod Range { get; }

    /// <summary>The digests of the first region, oldest first, as paths.</summary>
    public IReadOnlyList<string> Digests => Files("CloudTrail-Digest");

    /// <summary>The log files of the first region, oldest first, as paths.</summary>
    public IReadOnlyList<string> LogFiles => Files("CloudTrail");

    /// <summary>Delivers the log files and makes the keys.</summary>
    public static async Task<DemoTrail> DeliverAsync(
        string folder,
        string keysFolder,
        DateTimeOffset end,
        CancellationToken cancellationToken
    )
    {
        var store = LocalDirectoryStore.OfBuckets(folder);
        var range = new DigestPeriod(end.AddHours(-24), end);
        using var keys = new SigningKeyDirectory(keysFolder);
        foreach (var region in Regions)
        {
            using var signer = RsaDigestSigner.Generate();
            keys.Add(signer, region, null, null);
            var events = new DemoEvents(region.Length);
            for (var time = range.Start.AddMinutes(5); time < end; time += TimeSpan.FromMinutes(15))
            {
                var logFilePath = new LogFilePath
                {
                    Prefix = "",
                    AccountId = Trail.AccountId,
                    Region = region,
                    DeliveredAt = time,
                    Unique = events.Unique(),
                };
                var content = events.LogFile(Trail.AccountId, region, time);
                await store.WriteOnceAsync(
                    new ObjectLocation(BucketName, logFilePath.ToString()),
                    content,
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    cancellationToken
                );
            }
        }
        return new DemoTrail(folder, range, KeyRingFile.Load(keysFolder));
    }

    /// <summary>Builds all digests and tells how many.</summary>
    public async Task<int> BuildAsync(string keysFolder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var store = LocalDirectoryStore.OfBuckets(Folder);
        using var signers = new SigningKeyDirectory(keysFolder);
        var request = new BuildRequest
        {
            Trail = Trail,
            Place = new TrailLocation(BucketName, ""),
            Regions = Regions,
            Signers = signers,
            Keys = _keys,
            Until = Range.End,
        };
        var count = 0;
        await foreach (var _ in new DigestBuilder(store, store, clock).BuildAsync(request, cancellationToken))
            count++;
        return count;
    }

    /// <summary>Verifies everything.</summary>
    public async Task<(VerificationSummary Report, IReadOnlyList<CheckResult> Bad)> VerifyAsync(
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var request = new VerificationRequest
        {
            Trail = Trail,
            Places = [new TrailLocation(BucketName, "")],
            Start = Range.Start,
            End = Range.End,
        };
        var verification = new TrailVerification(LocalDirectoryStore.OfBuckets(Folder), _keys, clock, request);
        var bad = new List<CheckResult>();
        await foreach (var result in verification.ResultsAsync(cancellationToken))
        {
            if (result.Verdict != Verdict.Valid)
                bad.Add(result);
        }
        return (verification.Summary, bad);
    }

    /// <summary>A copy of the whole trail in another folder.</summary>
    public DemoTrail CopyTo(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
        return new DemoTrail(folder, Range, _keys);
    }

    private List<string> Files(string kind) =>
        [
            .. Directory
                .EnumerateFiles(
                    Path.Combine(Folder, BucketName, "AWSLogs", Trail.AccountId, kind, Regions[0]),
                    "*.json.gz",
                    SearchOption.AllDirectories
                )
                .Order(StringComparer.Ordinal),
        ];
}
