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

    public static string[] Arguments =>
        [
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            SampleTrail.StartTime,
            "--end-time",
            Until,
            "--verbose",
        ];

    /// <summary>Builds the trail in a directory, with one hour without deliveries.</summary>
    public static async Task<BuiltTrail> BuildAsync(TemporaryFolder folder)
    {
        var (store, keys) = (folder.At("store"), folder.At("keys"));
        foreach (var minute in (int[])[5, 35, 65, 95, 185, 186])
            SampleTrail.Put(store, SampleTrail.LogFilePath(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
        await RunAsync("keys", "generate", "--region", SampleTrail.Region, "--out", keys);
        await RunAsync(
            "build",
            "--store",
            store,
            "--trail-arn",
            SampleTrail.Arn,
            "--keys",
            keys,
            "--start-time",
            SampleTrail.StartTime,
            "--until",
            Until
        );
        return new BuiltTrail(store, keys, new CloudTrailHost(Trails, PublicKeys(keys)));
    }

    /// <summary>Creates a trail with keys only.</summary>
    public static async Task<BuiltTrail> CreateEmptyAsync(TemporaryFolder folder)
    {
        var keys = folder.At("keys");
        await RunAsync("keys", "generate", "--region", SampleTrail.Region, "--out", keys);
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
        CliRun.OfAsync(
            "build",
            "--store",
            $"s3://{SampleTrail.Bucket}",
            "--trail-arn",
            SampleTrail.Arn,
            "--keys",
            keys,
            "--start-time",
            SampleTrail.StartTime,
            "--until",
            Until,
            "--endpoint-url",
            url
        );

    private static async Task RunAsync(params string[] arguments)
    {
        var run = await CliRun.OfAsync(arguments);
        run.ExitCode.Should().Be(0, "the rest of the test depends on it: {0}", run);
    }

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
