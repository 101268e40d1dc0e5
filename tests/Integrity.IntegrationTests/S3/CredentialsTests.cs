using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Credentials, profiles and endpoints from the same sources as in the AWS CLI, and the errors when they are invalid.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class CredentialsTests(S3Fixture s3) : IDisposable
{
    private readonly TemporaryFolder _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("wrong-secret", "SignatureDoesNotMatch")]
    [InlineData("wrong-key", "InvalidAccessKeyId")]
    public async Task With_rejected_credentials_the_run_names_the_cause_and_is_incomplete(string profile, string code)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        var environment = Configure(
            $"""
            [profile wrong-secret]
            aws_access_key_id = {TestAccount.AccessKey}
            aws_secret_access_key = another-secret-key
            [profile wrong-key]
            aws_access_key_id = another-access-key
            aws_secret_access_key = {TestAccount.SecretKey}
            """
        );

        var run = await trail.ValidateAsync(environment, "--s3-bucket", trail.Vector.Bucket, "--profile", profile);

        run.ShouldHaveEndedInOrder();
        run.Errors.Should()
            .Contain($"cannot list the digest files of the chain: the credentials were rejected ({code})")
            .And.Contain("hint: check the profile or the access key");
        run.Output.Should().NotContain("valid\n");
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData("--s3-bucket", "amzn-s3-demo-bucket")]
    [InlineData("--verbose")]
    public async Task Without_credentials_a_hint_names_the_sources(params string[] more)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        var run = await trail.ValidateAsync([("AWS_ACCESS_KEY_ID", null)], more);

        run.Errors.Should()
            .Contain("no usable AWS credentials")
            .And.Contain("hint: set AWS_PROFILE or --profile")
            .And.NotContain("internal error");
        run.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_missing_profile_is_a_usage_error()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        var run = await trail.ValidateAsync("--profile", "nobody");

        run.Errors.Should()
            .Be(
                "ctverify: --profile: there is no profile nobody\n"
                    + "hint: see ~/.aws/config, or run aws configure list-profiles\n"
            );
        run.ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task A_profile_sets_credentials_region_and_the_endpoint_of_each_service()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        var environment = Configure(
            $"""
            [profile audit]
            aws_access_key_id = {TestAccount.AccessKey}
            aws_secret_access_key = {TestAccount.SecretKey}
            region = eu-central-1
            services = local
            [services local]
            s3 =
              endpoint_url = {trail.Network.Url}
            cloudtrail =
              endpoint_url = {trail.CloudTrail.Url}
            """
        );

        trail.ShouldBeValid(await CliRun.OfAsync(environment, [.. trail.Vector.Arguments, "--profile", "audit"]));

        trail
            .CloudTrail.Calls.Select(call => call.Region)
            .Should()
            .Equal(["us-east-2", "us-east-2"], "trail and keys are read in the trail's region, not in the profile's");
        trail
            .Network.Requests.Select(request =>
                SignatureCheck.Scope(request, TestAccount.AccessKey, TestAccount.SecretKey)
            )
            .Should()
            .AllBeEquivalentTo(("s3", "eu-central-1"));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_CLOUDTRAIL")]
    [InlineData("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")]
    public async Task Environment_variables_set_the_endpoints(string s3Variable, string cloudTrailVariable)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        (string, string?)[] environment = [(s3Variable, trail.Network.Url), (cloudTrailVariable, trail.CloudTrail.Url)];

        trail.ShouldBeValid(await CliRun.OfAsync(environment, trail.Vector.Arguments));
    }

    [Fact]
    public async Task Temporary_credentials_sign_their_token_too()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        await trail.ValidateAsync([("AWS_SESSION_TOKEN", "a-token")]);

        trail.CloudTrail.Calls.Should().NotBeEmpty("the server accepted the signatures");
        trail
            .Network.Requests.Should()
            .OnlyContain(request =>
                request.Header("X-Amz-Security-Token") == "a-token"
                && request.Header("Authorization")!.Contains(";x-amz-security-token")
            );
    }

    [Fact]
    public async Task An_endpoint_that_refuses_connections_makes_the_run_incomplete()
    {
        var trail = await ValidTrailInS3.CreateAsync(s3);
        await trail.DisposeAsync();

        var run = await trail.ValidateFailingFastAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain("cannot list the digest files of the chain: connection failed: ");
        run.ExitCode.Should().Be(3);
    }

    /// <summary>Writes an AWS config file and returns the variable that names it.</summary>
    private (string, string?)[] Configure(string content)
    {
        File.WriteAllText(_directory.At("config"), content);
        return [("AWS_CONFIG_FILE", _directory.At("config"))];
    }
}
