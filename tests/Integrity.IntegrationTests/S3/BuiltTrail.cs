using System.Text.Json.Nodes;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>A trail of four hours, built by ctverify, on an S3 server, with a CloudTrail API for it.</summary>
internal sealed class BuiltTrail(string folder, string keys, CloudTrailHost cloudTrail) : IAsyncDisposable
{
    private const string Until = "2025-05-04T14:00:00Z";

    public CloudTrailHost CloudTrail => cloudTrail;

    public string Store => folder;

    public string Keys => keys;

    public static string[] Arguments => ["validate-logs", .. SampleTrail.Selection(Until), "--verbose"];

    /// <summary>Builds the trail in a directory, with one hour without deliveries.</summary>
    public static async Task<BuiltTrail> BuildAsync(TemporaryFolder folder)
    {
        var (store, keys) = (folder.At("store"), folder.At("keys"));
        foreach (var minute in (int[])[5, 35, 65, 95, 185, 186])
            SampleTrail.Put(store, SampleTrail.LogFilePath(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
        await SampleTrail.GenerateKeyAsync(keys);
        await SampleTrail.BuildAsync(store, keys, Until);
        return new BuiltTrail(store, keys, new CloudTrailHost(Trails, PublicKeys(keys)));
    }

    /// <summary>Creates a trail with keys only.</summary>
    public static async Task<BuiltTrail> CreateEmptyAsync(TemporaryFolder folder)
    {
        var keys = folder.At("keys");
        await SampleTrail.GenerateKeyAsync(keys);
        return new BuiltTrail(folder.At("store"), keys, new CloudTrailHost(Trails, PublicKeys(keys)));
    }

    /// <summary>Creates a trail with keys and log files, but without digests.</summary>
    public static async Task<BuiltTrail> DeliverAsync(TemporaryFolder folder)
    {
        var trail = await BuildAsync(folder);
        Directory.Delete(
            Path.Combine(trail.Store, SampleTrail.Bucket, "AWSLogs", "111122223333", "CloudTrail-Digest"),
            recursive: true
        );
        return trail;
    }

    /// <summary>Builds the trail in S3.</summary>
    public Task<CliRun> BuildInS3Async(string url) =>
        CliRun.OfAsync([.. SampleTrail.Build($"s3://{SampleTrail.Bucket}", keys, Until), "--endpoint-url", url]);

    private static JsonArray Trails =>
        [
            new JsonObject
            {
                ["Name"] = "example-trail",
                ["S3BucketName"] = SampleTrail.Bucket,
                ["HomeRegion"] = SampleTrail.Region,
                ["TrailARN"] = SampleTrail.Arn,
                ["IsOrganizationTrail"] = false,
            },
        ];

    /// <summary>Returns the keys as CloudTrail does, with times, which the parser of the AWS CLI requires.</summary>
    private static Dictionary<string, JsonArray> PublicKeys(string keys)
    {
        var file = Directory.EnumerateFiles(Path.Combine(keys, SampleTrail.Region), "*.json").Single();
        var list = JsonNode.Parse(File.ReadAllText(file))!["PublicKeyList"]!.AsArray();
        foreach (var key in list)
            (key!["ValidityStartTime"], key["ValidityEndTime"]) = (1745488800, 1748102400);
        return new Dictionary<string, JsonArray>(StringComparer.Ordinal) { [SampleTrail.Region] = list };
    }

    public ValueTask DisposeAsync() => cloudTrail.DisposeAsync();
}
