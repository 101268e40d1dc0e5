using System.Text.Json.Nodes;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Saved query results on an S3 server, with keys from CloudTrail: the output is the AWS CLI's, byte for byte.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class QueryResultsInS3Tests(S3Fixture s3)
{
    private const string Bucket = "amzn-s3-demo-bucket";
    private const string Prefix =
        "AWSLogs/111122223333/CloudTrail-Lake/Query/2025/05/04/6f1d1c2e-1111-4222-8333-000000000007";

    [Theory]
    [InlineData("query-valid", 0)]
    [InlineData("query-modify-file", 1)]
    [InlineData("query-bad-signature", 1)]
    public async Task A_vector_has_the_expected_output(string name, int exitCode)
    {
        var vector = RepositoryFolder.At("testdata", "vectors", name);
        await s3.FillAsync(Path.Combine(vector, "buckets"));
        await using var cloudTrail = HostOf(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        foreach (var prefix in new[] { Prefix, Prefix + "/" })
        {
            var run = await CliRun.OfAsync(
                "verify-query-results",
                "--s3-bucket",
                Bucket,
                "--s3-prefix",
                prefix,
                "--region",
                "us-east-1",
                "--endpoint-url",
                network.Url,
                "--crypto",
                "both"
            );

            run.Errors.Should().Be(await File.ReadAllTextAsync(Path.Combine(vector, "expected.stderr")));
            run.Output.Should().Be(await File.ReadAllTextAsync(Path.Combine(vector, "expected.stdout")));
            run.ExitCode.Should().Be(exitCode);
        }
    }

    [Fact]
    public async Task Without_a_region_option_the_region_comes_from_the_sign_file()
    {
        var vector = RepositoryFolder.At("testdata", "vectors", "query-valid");
        await s3.FillAsync(Path.Combine(vector, "buckets"));
        await using var cloudTrail = HostOf(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        var run = await CliRun.OfAsync(
            "verify-query-results",
            "--s3-bucket",
            Bucket,
            "--s3-prefix",
            Prefix,
            "--endpoint-url",
            network.Url
        );

        run.ExitCode.Should().Be(0, "{0}", run);
        cloudTrail.Calls.Should().ContainSingle().Which.Region.Should().Be("us-east-1");
    }

    [Fact]
    public async Task Results_in_a_nested_folder_with_keys_from_files_need_no_CloudTrail()
    {
        var vector = RepositoryFolder.At("testdata", "vectors", "query-valid");
        await s3.EmptyAsync(Bucket);
        foreach (var path in Directory.GetFiles(Path.Combine(vector, "buckets", Bucket, Prefix)))
            await s3.PutAsync(Bucket, Path.GetFileName(path), await File.ReadAllBytesAsync(path));
        await s3.PutAsync(Bucket, "result_9.csv.gz", "added"u8.ToArray());

        var run = await CliRun.OfAsync(
            "verify-query-results",
            "--s3-bucket",
            Bucket,
            "--keys",
            RepositoryFolder.At("keys"),
            "--endpoint-url",
            s3.Endpoint.ToString()
        );

        run.ExitCode.Should().Be(1, "{0}", run);
        run.Errors.Should()
            .StartWith("\naws: [ERROR]: ValidationError: File result_9.csv.gz INVALID: not listed in the sign file");
    }

    private static CloudTrailHost HostOf(string vector) =>
        new(
            [],
            new Dictionary<string, JsonArray>(StringComparer.Ordinal)
            {
                ["us-east-1"] = JsonNode.Parse(File.ReadAllText(Path.Combine(vector, "public-keys.json")))![
                    "PublicKeyList"
                ]!.AsArray(),
            }
        );

    [Fact]
    public async Task Missing_results_and_a_missing_bucket_have_different_errors()
    {
        await s3.EmptyAsync(Bucket);
        string[] arguments =
        [
            "verify-query-results",
            "--s3-bucket",
            Bucket,
            "--keys",
            RepositoryFolder.At("keys"),
            "--endpoint-url",
            s3.Endpoint.ToString(),
        ];

        var empty = await CliRun.OfAsync(arguments);
        var nowhere = await CliRun.OfAsync([.. arguments[..2], "no-such-bucket-here", .. arguments[3..]]);

        empty.ExitCode.Should().Be(3, "{0}", empty);
        empty.Errors.Should().Contain("Sign file result_sign.json COULD NOT CHECK: not found");
        nowhere.ExitCode.Should().Be(3, "{0}", nowhere);
        nowhere.Errors.Should().Contain("Sign file result_sign.json COULD NOT CHECK: the bucket does not exist");
    }
}
