using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>Verifies a trail on a fake AWS server, in a separate home directory and environment.</summary>
public abstract class ConfiguredRuns : IAsyncDisposable
{
    protected const string Keys = "aws_access_key_id = AKIAUSER\naws_secret_access_key = secret-of-user\n";
    protected const string AnySource =
        "set AWS_PROFILE or --profile, log in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    protected const string NoCredentials = "no usable AWS credentials: ";

    private protected AwsHome Home { get; } = new();
    private protected AwsStub Aws { get; } = new();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Aws.DisposeAsync();
        Home.Dispose();
    }

    protected void SetKeys(string key, string secret, string? token)
    {
        Home["AWS_ACCESS_KEY_ID"] = key;
        Home["AWS_SECRET_ACCESS_KEY"] = secret;
        if (token is not null)
            Home["AWS_SESSION_TOKEN"] = token;
    }

    protected string[] Arguments(params string[] more) =>
        [
            "validate-logs",
            "--trail-arn",
            AwsStub.TrailArn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T12:00:00Z",
            "--endpoint-url",
            Aws.Url,
            .. more,
        ];

    private protected Task<ProgramRun> RunAsync(params string[] more) => Home.RunAsync(Arguments(more));

    /// <summary>Asserts that the bucket was listed: the only finding is that it is empty.</summary>
    protected async Task ShouldWorkAsync(bool comparesAwsCli, params string[] more)
    {
        if (comparesAwsCli)
            (
                await Home.RunAwsAsync([
                    "cloudtrail",
                    "describe-trails",
                    "--region",
                    "us-east-2",
                    "--endpoint-url",
                    Aws.Url,
                    .. more,
                ])
            )
                .ExitCode.Should()
                .Be(0, "it works in the AWS CLI");

        var run = await RunAsync(more);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Output.Should().Contain("No digests found");
        run.Errors.Should().NotContain("ctverify: ");
    }

    protected async Task ShouldFailAsync(int exitCode, string error, string hint, params string[] more) =>
        (await RunAsync(more)).ToString().Should().Be(Failure(exitCode, error, hint));

    protected static string Failure(int exitCode, string error, string hint) =>
        new ProgramRun(
            exitCode,
            [],
            System.Text.Encoding.UTF8.GetBytes($"ctverify: {error}\nhint: {hint}\n")
        ).ToString();
}
