using System.Text.Json.Nodes;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>Vectors fetched from an S3 server: the copy has the same report as the server, without a network.</summary>
[Collection(S3WriteTests.Name)]
public sealed class FetchFromS3Tests(S3Fixture s3) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Vector.Names];

    private string Copy => _folder.At("copy");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fetched_copy_has_the_same_report_as_the_server(string name)
    {
        var vector = new Vector(name);
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        var online = await CliRun.OfAsync([.. vector.Arguments, "--endpoint-url", network.Url, "--format", "json"]);

        var fetched = await FetchAsync(vector, network);
        var offline = await CliRun.OfAsync([
            .. vector.Arguments,
            "--source",
            Copy,
            "--keys",
            Path.Combine(Copy, "keys"),
            "--format",
            "json",
        ]);

        fetched.ExitCode.Should().Be(vector.ExitCode, "{0}", fetched);
        offline.ExitCode.Should().Be(vector.ExitCode, "{0}", offline);
        Report(offline).Should().Be(Report(online));
        (await CliRun.OfAsync(["bundle", Copy, "--out", _folder.At("bundle.tar"), "--unsigned"]))
            .ExitCode.Should()
            .Be(0);
        var bundled = await CliRun.OfAsync([
            .. vector.Arguments,
            "--source",
            _folder.At("bundle.tar"),
            "--keys",
            Path.Combine(Copy, "keys"),
            "--format",
            "json",
        ]);
        Report(bundled).Should().Be(Report(online));
    }

    [Theory]
    [MemberData(nameof(FindingsInS3Tests.Names), MemberType = typeof(FindingsInS3Tests))]
    public async Task A_fetched_copy_with_a_finding_has_the_same_report_as_the_server(string name)
    {
        var vector = new Vector(name, "findings");
        await s3.FillAsync(vector.Buckets);
        string[] online =
        [
            "--endpoint-url",
            s3.Endpoint.ToString(),
            "--s3-bucket",
            "amzn-s3-demo-bucket",
            "--keys",
            vector.At("public-keys.json"),
        ];
        var atServer = await CliRun.OfAsync([.. vector.Arguments, .. online, "--format", "json"]);

        var fetched = await CliRun.OfAsync([
            "fetch",
            .. vector.Arguments.Skip(1).Where(argument => argument is not ("--verbose" or "--no-unlisted")),
            .. online,
            "--out",
            Copy,
        ]);
        var offline = await CliRun.OfAsync([
            .. vector.Arguments,
            "--source",
            Copy,
            "--keys",
            vector.At("public-keys.json"),
            "--format",
            "json",
        ]);

        Report(offline).Should().Be(Report(atServer), "{0}", fetched);
        offline.ExitCode.Should().Be(atServer.ExitCode);
    }

    [Fact]
    public async Task A_second_fetch_downloads_only_changed_objects_and_reports_them()
    {
        var vector = new Vector("valid");
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var first = new FaultyProxy(s3.Endpoint, cloudTrail);
        (await FetchAsync(vector, first)).ExitCode.Should().Be(0);
        Gets(first).Should().BeEquivalentTo(vector.Paths, "each object is downloaded once");

        await using var second = new FaultyProxy(s3.Endpoint, cloudTrail);
        var again = await FetchAsync(vector, second);
        again.ExitCode.Should().Be(0, "{0}", again);
        Gets(second).Should().BeEmpty("existing files are not downloaded again");

        var copied = Path.Combine(Copy, vector.Bucket, vector.LogFilePaths[0]);
        var before = await File.ReadAllBytesAsync(copied);
        await s3.PutAsync(vector.Bucket, vector.LogFilePaths[0], [.. before, 0]);
        await using var third = new FaultyProxy(s3.Endpoint, cloudTrail);
        var changed = await FetchAsync(vector, third);

        changed.ExitCode.Should().Be(3, "{0}", changed);
        changed.Errors.Should().Contain($"Log file\ts3://{vector.Bucket}/{vector.LogFilePaths[0]}\tCHANGED: ");
        Gets(third).Should().Equal(vector.LogFilePaths[0]);
        (await File.ReadAllBytesAsync(copied)).Should().Equal(before, "evidence is never overwritten");
    }

    [Fact]
    public async Task A_fetched_copy_is_verified_without_a_network_interface()
    {
        var vector = new Vector("log-modified");
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        await FetchAsync(vector, network);

        var run = await CtVerifyProgram.RunWithoutNetworkAsync([
            .. vector.Arguments,
            "--source",
            Copy,
            "--keys",
            Path.Combine(Copy, "keys"),
        ]);

        (run.ExitCode, run.Output, run.Errors).Should().Be((vector.ExitCode, vector.Output, vector.Errors));
    }

    [Fact]
    public async Task A_copy_made_by_aws_s3_sync_verifies_all_but_the_newest_digest()
    {
        var vector = new Vector("valid");
        await s3.FillAsync(vector.Buckets);
        await AwsCli.S3Async(s3.Endpoint, "sync", $"s3://{vector.Bucket}", Path.Combine(Copy, vector.Bucket));

        var run = await CliRun.OfAsync([
            .. vector.Arguments,
            "--source",
            Copy,
            "--keys",
            vector.At("public-keys.json"),
        ]);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Output.Should().Contain("5/6 digest files valid, 1/6 digest files COULD NOT CHECK\n10/10 log files valid");
        run.Errors.Should().Contain("COULD NOT CHECK: signature unknown").And.NotContain("INVALID");
    }

    private Task<CliRun> FetchAsync(Vector vector, FaultyProxy network) =>
        CliRun.OfAsync([
            "fetch",
            .. vector.Arguments.Skip(1).Where(argument => argument != "--verbose"),
            "--endpoint-url",
            network.Url,
            "--out",
            Copy,
        ]);

    private static IEnumerable<string> Gets(FaultyProxy network) =>
        network
            .Requests.Where(request => request.Method == "GET" && !request.IsListing)
            .Select(request => request.ObjectPath);

    private static string Report(CliRun run)
    {
        var report = JsonNode.Parse(run.Output)!.AsObject();
        report.Remove("tool");
        report.Remove("verifiedAt");
        // Only sentences about the bundle may differ.
        report.Remove("bundle");
        report["notProved"] = new JsonArray([
            .. report["notProved"]!
                .AsArray()
                .Select(sentence => (string)sentence!)
                .Where(sentence => !sentence.Contains("the bundle", StringComparison.Ordinal)),
        ]);
        return report.ToJsonString();
    }
}
