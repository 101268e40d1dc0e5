using Integrity.Building;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage.Local;
using Integrity.Verification;

namespace Integrity.Cli.Demo;

/// <summary>A sample trail in a directory: 24 hours of log files in two regions, with digests.</summary>
internal sealed class DemoTrail
{
    private const string BucketName = "amzn-s3-demo-bucket";
    private static readonly string[] Regions = ["us-east-2", "eu-central-1"];

    private readonly KeyRing _keys;

    private DemoTrail(string directory, DigestPeriod range, KeyRing keys) =>
        (Root, Range, _keys) = (directory, range, keys);

    public static Trail Trail { get; } = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail");

    /// <summary>Directory that contains the directory of the bucket.</summary>
    public string Root { get; }

    /// <summary>The 24 hours of the trail.</summary>
    public DigestPeriod Range { get; }

    /// <summary>Number of log files in all regions.</summary>
    public int LogFileCount { get; private init; }

    /// <summary>Paths of the digest files in the first region, oldest first.</summary>
    public IReadOnlyList<string> Digests => Files("CloudTrail-Digest");

    /// <summary>Paths of the log files in the first region, oldest first.</summary>
    public IReadOnlyList<string> LogFiles => Files("CloudTrail");

    /// <summary>Delivers the log files and creates the keys.</summary>
    public static async Task<DemoTrail> DeliverAsync(
        string directory,
        string keysDirectory,
        DateTimeOffset end,
        CancellationToken cancellationToken
    )
    {
        var store = LocalDirectoryStore.OfBuckets(directory);
        var range = new DigestPeriod(end.AddHours(-24), end);
        using var keys = new SigningKeyDirectory(keysDirectory);
        var count = 0;
        foreach (var region in Regions)
        {
            using var signer = RsaDigestSigner.Generate();
            keys.Add(signer, region, null, null);
            var events = new DemoEvents(region.Length);
            for (var time = range.Start.AddMinutes(5); time < end; time += TimeSpan.FromMinutes(15))
            {
                var path = new LogFilePath
                {
                    Prefix = "",
                    AccountId = Trail.AccountId,
                    Region = region,
                    DeliveredAt = time,
                    Unique = events.Unique(),
                };
                var content = events.LogFile(Trail.AccountId, region, time);
                await store.WriteOnceAsync(
                    new ObjectLocation(BucketName, path.ToString()),
                    content,
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    cancellationToken
                );
                count++;
            }
        }
        return new DemoTrail(directory, range, KeyRingFile.Load(keysDirectory)) { LogFileCount = count };
    }

    /// <summary>Builds all digests and returns their number.</summary>
    public async Task<int> BuildAsync(string keysDirectory, TimeProvider clock, CancellationToken cancellationToken)
    {
        var store = LocalDirectoryStore.OfBuckets(Root);
        using var signers = new SigningKeyDirectory(keysDirectory);
        var request = new BuildRequest
        {
            Trail = Trail,
            Location = new TrailLocation(BucketName, ""),
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

    /// <summary>Verifies the trail and returns the summary and all results that are not valid.</summary>
    public async Task<(VerificationSummary Summary, IReadOnlyList<CheckResult> Findings)> VerifyAsync(
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
        var verification = new TrailVerification(LocalDirectoryStore.OfBuckets(Root), _keys, clock, request);
        var findings = new List<CheckResult>();
        await foreach (var result in verification.ResultsAsync(cancellationToken))
        {
            if (result.Verdict != Verdict.Valid)
                findings.Add(result);
        }
        return (verification.Summary, findings);
    }

    /// <summary>Copies the trail to another directory.</summary>
    public DemoTrail CopyTo(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(directory, Path.GetRelativePath(Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
        return new DemoTrail(directory, Range, _keys);
    }

    private List<string> Files(string kind) =>
        [
            .. Directory
                .EnumerateFiles(
                    Path.Combine(Root, BucketName, "AWSLogs", Trail.AccountId, kind, Regions[0]),
                    "*.json.gz",
                    SearchOption.AllDirectories
                )
                .Order(StringComparer.Ordinal),
        ];
}
