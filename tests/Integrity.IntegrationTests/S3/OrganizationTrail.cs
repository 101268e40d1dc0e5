using System.Text.Json.Nodes;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;
using Integrity.Keys;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// The trail of an organization: two hours of several accounts in two regions, in one bucket with trails whose names
/// have the same start. Each region has one signing key.
/// </summary>
internal sealed class OrganizationTrail : IAsyncDisposable
{
    public const string Bucket = "amzn-s3-demo-organization";
    public const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/org-trail";
    public const string Organization = "o-exampleorgid";

    public static readonly string[] Accounts = ["111122223333", "444455556666", "777788889999"];
    public static readonly string[] Regions = ["eu-central-1", "us-east-2"];
    private static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);

    private readonly S3Fixture _s3;
    private readonly Dictionary<string, RsaDigestSigner> _signers = Regions.ToDictionary(
        region => region,
        _ => RsaDigestSigner.Generate(),
        StringComparer.Ordinal
    );

    private OrganizationTrail(S3Fixture s3)
    {
        _s3 = s3;
        CloudTrail = new CloudTrailHost(Trails, PublicKeys);
        Network = new FaultyProxy(s3.Endpoint, CloudTrail);
    }

    public CloudTrailHost CloudTrail { get; }

    public FaultyProxy Network { get; }

    public static JsonArray Trails =>
        [
            new JsonObject
            {
                ["Name"] = "org-trail",
                ["S3BucketName"] = Bucket,
                ["HomeRegion"] = "us-east-2",
                ["TrailARN"] = Arn,
                ["IsMultiRegionTrail"] = true,
                ["IsOrganizationTrail"] = true,
            },
        ];

    public Dictionary<string, JsonArray> PublicKeys =>
        _signers.ToDictionary(
            entry => entry.Key,
            entry =>
                JsonNode.Parse(PublicKeyList.Write([new TrustedKey(entry.Value.PublicKey, entry.Key, null, null)]))![
                    "PublicKeyList"
                ]!.AsArray(),
            StringComparer.Ordinal
        );

    public static async Task<OrganizationTrail> CreateAsync(S3Fixture s3)
    {
        var trail = new OrganizationTrail(s3);
        await s3.EmptyAsync(Bucket);
        foreach (var account in Accounts)
        {
            foreach (var region in Regions)
                await trail.PutChainAsync("org-trail", account, region);
        }
        return trail;
    }

    /// <summary>Returns the newest digest of a chain, which is printed first.</summary>
    public static string NewestDigest(string account, string region, string trailName = "org-trail") =>
        DigestPathOf(trailName, account, region, 2).ToString();

    /// <summary>Writes a chain of two digests to the bucket, each with one log file.</summary>
    public async Task PutChainAsync(string trailName, string account, string region)
    {
        PreviousDigest? previous = null;
        for (var hour = 1; hour <= 2; hour++)
        {
            var content = SampleTrail.Events(60 * hour);
            var logFile = new LogFilePath
            {
                Prefix = "",
                OrganizationId = Organization,
                AccountId = account,
                Region = region,
                DeliveredAt = Start.AddHours(hour - 1).AddMinutes(5),
                Unique = Unique(trailName),
            };
            await _s3.PutAsync(Bucket, logFile.ToString(), SampleTrail.Gzip(content));
            var entry = new LogFileEntry(
                new ObjectLocation(Bucket, logFile.ToString()),
                Sha256Hash.Of(content),
                "SHA-256",
                null,
                null
            );
            previous = await PutDigestAsync(DigestPathOf(trailName, account, region, hour), entry, previous);
        }
    }

    private async Task<PreviousDigest> PutDigestAsync(
        DigestPath digestPath,
        LogFileEntry entry,
        PreviousDigest? previous
    )
    {
        var signer = _signers[digestPath.Chain.Region];
        var digest = new Digest
        {
            AccountId = digestPath.Chain.AccountId,
            Period = new DigestPeriod(digestPath.End.AddHours(-1), digestPath.End),
            Location = new ObjectLocation(Bucket, digestPath.ToString()),
            Fingerprint = KeyFingerprint.Of(signer.PublicKey.Pkcs1Der.Span),
            Previous = previous,
            LogFiles = [entry],
        };
        var json = DigestJson.Write(digest);
        var hash = Sha256Hash.Of(json);
        var signature = await signer.SignAsync(SigningString.Of(digest, hash), default);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["signature"] = signature.Hex,
            ["signature-algorithm"] = "SHA256withRSA",
        };
        await _s3.PutAsync(Bucket, digestPath.ToString(), SampleTrail.Gzip(json), metadata);
        return new PreviousDigest(digest.Location, hash, "SHA-256", signature);
    }

    private static DigestPath DigestPathOf(string trailName, string account, string region, int hour) =>
        new()
        {
            Prefix = "",
            OrganizationId = Organization,
            Chain = new ChainId(trailName, "us-east-2", account, region),
            End = Start.AddHours(hour),
        };

    private static string Unique(string trailName) =>
        trailName.Replace("-", "", StringComparison.Ordinal).PadRight(16, 'x')[..16];

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await CloudTrail.DisposeAsync();
        foreach (var signer in _signers.Values)
            signer.Dispose();
    }
}
