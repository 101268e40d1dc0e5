using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>Delivery, build and verification of an organization's accounts on an S3 server.</summary>
[Collection(S3WriteTests.Name)]
public sealed class OrganizationBuildTests(S3Fixture s3) : IDisposable
{
    private const string Bucket = "amzn-s3-demo-organization-built";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_account_with_log_files_has_a_valid_chain()
    {
        await s3.EmptyAsync(Bucket);
        await CliRun.OfAsync("keys", "generate", "--region", SampleTrail.Region, "--out", _folder.At("keys"));
        await DeliverAsync("111122223333");
        await DeliverAsync("444455556666");

        var without = await BuildAsync();
        var built = await BuildAsync("--organization", "o-exampleorgid");
        var verified = await CliRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--s3-bucket",
            Bucket,
            "--start-time",
            SampleTrail.StartTime,
            "--end-time",
            SampleTrail.EndTime,
            "--keys",
            _folder.At("keys"),
            "--all-accounts",
            "--endpoint-url",
            s3.Endpoint.ToString()
        );

        without.Errors.Should().EndWith("build them with --organization o-exampleorgid\n");
        built.Output.Should().EndWith("\n4 digest files written\n", "{0}", built);
        verified.ExitCode.Should().Be(0, "{0}", verified);
        verified.Output.Should().Contain("\n4/4 digest files valid\n2/2 log files valid\n");
    }

    private Task<CliRun> BuildAsync(params string[] more) =>
        CliRun.OfAsync([
            "build",
            "--store",
            $"s3://{Bucket}",
            "--trail-arn",
            SampleTrail.Arn,
            "--keys",
            _folder.At("keys"),
            "--until",
            SampleTrail.EndTime,
            "--endpoint-url",
            s3.Endpoint.ToString(),
            .. more,
        ]);

    private async Task DeliverAsync(string account)
    {
        var file = _folder.At($"{account}.log");
        await File.WriteAllTextAsync(file, account);
        var run = await CliRun.OfAsync(
            "deliver",
            file,
            "--to",
            $"s3://{Bucket}",
            "--account",
            account,
            "--region",
            SampleTrail.Region,
            "--organization",
            "o-exampleorgid",
            "--delivered-at",
            "2025-05-04T10:05:00Z",
            "--endpoint-url",
            s3.Endpoint.ToString()
        );
        run.ExitCode.Should().Be(0, "the rest of the test depends on it: {0}", run);
    }
}
