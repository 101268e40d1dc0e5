using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>URLs, ARNs and paths in place of a bucket name are usage errors that show the corrected options.</summary>
public sealed class BucketNameTests
{
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";

    [Theory]
    [InlineData("s3://my-bucket", "--s3-bucket my-bucket")]
    [InlineData("S3://my-bucket/", "--s3-bucket my-bucket")]
    [InlineData("s3://my-bucket/logs/2025/", "--s3-bucket my-bucket --s3-prefix logs/2025")]
    [InlineData("my-bucket/", "--s3-bucket my-bucket")]
    [InlineData("my-bucket/logs", "--s3-bucket my-bucket --s3-prefix logs")]
    [InlineData("arn:aws:s3:::my-bucket", "--s3-bucket my-bucket")]
    [InlineData("arn:aws-us-gov:s3:::my-bucket/logs/*", "--s3-bucket my-bucket --s3-prefix logs/*")]
    [InlineData("my-bucket.s3.amazonaws.com", "--s3-bucket my-bucket")]
    [InlineData("https://my-bucket.s3.us-east-2.amazonaws.com/logs", "--s3-bucket my-bucket --s3-prefix logs")]
    [InlineData("https://s3.us-east-2.amazonaws.com/my-bucket/logs", "--s3-bucket my-bucket --s3-prefix logs")]
    [InlineData("https://s3.example.com/", "--s3-bucket BUCKET")]
    public async Task A_bucket_given_as_URL_or_ARN_is_rejected_with_the_corrected_options(string text, string corrected)
    {
        var run = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            Arn,
            "--start-time",
            "2025-05-04",
            "--s3-bucket",
            text
        );

        run.Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    $"ctverify: --s3-bucket: not a bucket name: {text}; write: {corrected}\n"
                        + "hint: see: ctverify validate-logs --help\n"
                )
            );
    }

    [Fact]
    public async Task An_access_point_is_not_a_bucket()
    {
        var run = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            Arn,
            "--start-time",
            "2025-05-04",
            "--s3-bucket",
            "arn:aws:s3:us-east-2:111122223333:accesspoint/audit"
        );

        run.ExitCode.Should().Be(2);
        run.Errors.Should().StartWith("ctverify: --s3-bucket: not a bucket but an access point: ");
    }

    [Theory]
    [InlineData("verify-query-results --s3-bucket", "--s3-bucket b")]
    [InlineData("keys serve --keys nowhere --s3-bucket", "--s3-bucket b")]
    [InlineData("build --store . --trail-arn " + Arn + " --keys nowhere --bucket", "--bucket b")]
    [InlineData("deliver x --to . --account 111122223333 --region us-east-2 --bucket", "--bucket b")]
    public async Task Every_command_with_a_bucket_option_shows_the_corrected_options(string command, string corrected)
    {
        var run = await ProgramRun.OfAsync([.. command.Split(' '), "s3://b"]);

        run.ExitCode.Should().Be(2);
        run.Errors.Should().Contain($"not a bucket name: s3://b; write: {corrected}\n");
    }

    [Fact]
    public async Task A_prefix_is_not_a_URL()
    {
        var run = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            Arn,
            "--start-time",
            "2025-05-04",
            "--s3-bucket",
            "b",
            "--s3-prefix",
            "s3://b/logs"
        );

        run.ExitCode.Should().Be(2);
        run.Errors.Should().StartWith("ctverify: --s3-prefix: not a prefix: s3://b/logs; ");
    }
}
