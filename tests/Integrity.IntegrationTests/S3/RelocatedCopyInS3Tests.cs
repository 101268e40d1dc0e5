using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>A copy in another bucket of an S3 server, under another prefix.</summary>
[Collection(S3Tests.Name)]
public sealed class RelocatedCopyInS3Tests(S3Fixture s3) : IDisposable
{
    private const string Replica = "amzn-s3-demo-replica";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("valid")]
    [InlineData("log-deleted")]
    [InlineData("digest-deleted")]
    [InlineData("backfill")]
    public async Task A_replica_has_the_same_result_as_the_original_without_accessing_it(string name)
    {
        var vector = new Vector(name);
        await ReplicateAsync(vector);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);
        network.Break(
            request => request.Target.StartsWith($"/{vector.Bucket}", StringComparison.Ordinal),
            Fault.AccessDenied
        );

        var run = await ValidateReplicaAsync(vector, network, "--relocated-from", $"s3://{vector.Bucket}");

        run.Errors.Should().Be(vector.Errors);
        run.Output.Should()
            .Be(
                vector.Output.Insert(
                    vector.Output.IndexOf("\n\n", StringComparison.Ordinal) + 2,
                    $"Read from the copy in s3://{Replica}/2025/copy/, instead of s3://{vector.Bucket}/\n\n"
                )
            );
        run.ExitCode.Should().Be(vector.ExitCode);
    }

    [Fact]
    public async Task A_replica_without_user_metadata_is_verified_except_for_its_newest_digest()
    {
        var vector = new Vector("valid");
        await ReplicateAsync(vector, withMetadata: false);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        var run = await ValidateReplicaAsync(vector, network, "--relocated-from", $"s3://{vector.Bucket}");

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Output.Should()
            .Contain("5/6 digest files valid, 1/6 digest files COULD NOT CHECK\n")
            .And.Contain("10/10 log files valid\n");
        run.Errors.Should().Contain("T160000Z.json.gz\tCOULD NOT CHECK: signature unknown: ");
    }

    [Fact]
    public async Task An_undeclared_replica_is_invalid_and_the_hint_names_the_original()
    {
        var vector = new Vector("valid");
        await ReplicateAsync(vector);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        var run = await ValidateReplicaAsync(vector, network);

        run.ExitCode.Should().Be(1, "{0}", run);
        run.Errors.Should().Contain("INVALID: has been moved").And.Contain($"--relocated-from s3://{vector.Bucket}/\n");
    }

    [Fact]
    public async Task Inspect_shows_a_digest_in_a_bucket_like_one_in_a_file()
    {
        var vector = new Vector("valid");
        await s3.FillAsync(vector.Buckets);
        var path = vector.DigestPaths[3];

        var run = await CliRun.OfAsync(
            "inspect",
            $"s3://{vector.Bucket}/{path}",
            "--endpoint-url",
            s3.Endpoint.ToString(),
            "--region",
            "us-east-1"
        );

        run.Should().Be(await CliRun.OfAsync("inspect", Path.Combine(vector.Buckets, vector.Bucket, path)));
        run.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Inspect_reports_an_unsuitable_object_in_one_line_and_a_hint()
    {
        var vector = new Vector("valid");
        await s3.FillAsync(vector.Buckets);
        await s3.PutAsync(vector.Bucket, "junk", [1, 2, 3]);

        foreach (
            var (url, exitCode, problem) in new[]
            {
                ($"s3://{vector.Bucket}/nothing.json.gz", 2, $"no such object: s3://{vector.Bucket}/nothing.json.gz"),
                (
                    $"s3://{vector.Bucket}/junk",
                    2,
                    $"s3://{vector.Bucket}/junk is not a digest file: it is not a gzip file"
                ),
                ($"s3://{vector.Bucket}/{vector.LogFilePaths[0]}", 2, "is not a digest file: "),
                (
                    "s3://no-such-bucket-anywhere/x.json.gz",
                    3,
                    "s3://no-such-bucket-anywhere/x.json.gz: the bucket does not exist"
                ),
            }
        )
        {
            var run = await CliRun.OfAsync(
                "inspect",
                url,
                "--endpoint-url",
                s3.Endpoint.ToString(),
                "--region",
                "us-east-1"
            );

            (run.ExitCode, run.Output).Should().Be((exitCode, ""), "{0}", run);
            run.Errors.Should().StartWith("ctverify: ").And.Contain(problem).And.NotContain("   at ");
        }
    }

    private static Task<CliRun> ValidateReplicaAsync(Vector vector, FaultyProxy network, params string[] more) =>
        CliRun.OfAsync([
            .. vector.Arguments,
            "--endpoint-url",
            network.Url,
            "--s3-bucket",
            Replica,
            "--s3-prefix",
            "2025/copy",
            .. more,
        ]);

    /// <summary>Copies the vector's bucket to another one and empties the original.</summary>
    private async Task ReplicateAsync(Vector vector, bool withMetadata = true)
    {
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(vector.Buckets, vector.Bucket),
                "*",
                SearchOption.AllDirectories
            )
        )
        {
            if (!withMetadata && file.EndsWith(".meta.json", StringComparison.Ordinal))
                continue;
            var copy = _folder.At(
                Replica,
                "2025",
                "copy",
                Path.GetRelativePath(Path.Combine(vector.Buckets, vector.Bucket), file)
            );
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        await s3.FillAsync(_folder.Root);
    }
}
