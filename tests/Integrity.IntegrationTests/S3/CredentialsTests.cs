using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Credentials, profiles and endpoints as the AWS CLI finds them, and what is said when they do not fit.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class CredentialsTests(S3Fixture s3)
{
    [Theory]
    [InlineData("wrong-secret", "SignatureDoesNotMatch")]
    [InlineData("wrong-key", "InvalidAccessKeyId")]
    public async Task Credentials_that_are_not_accepted_are_told_and_nothing_is_valid(string profile, string code)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        await File.WriteAllTextAsync(
            s3.ConfigFile,
            $"""
            [profile wrong-secret]
            aws_access_key_id = {TestAccount.AccessKey}
            aws_secret_access_key = another-secret-key
            [profile wrong-key]
            aws_access_key_id = another-access-key
            aws_secret_access_key = {TestAccount.SecretKey}
            """
        );

        var run = await trail.ValidateAsync("--s3-bucket", trail.Vector.Bucket, "--profile", profile);

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
    public async Task Without_credentials_a_hint_says_where_they_may_come_from(params string[] more)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", null);
        try
        {
            var run = await trail.ValidateAsync(more);

            run.Errors.Should()
                .Contain("no usable AWS credentials")
                .And.Contain("hint: set AWS_PROFILE or --profile")
                .And.NotContain("internal error");
            run.ExitCode.Should().Be(3);
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", TestAccount.AccessKey);
        }
    }

    [Fact]
    public async Task A_profile_that_does_not_exist_is_a_mistake_of_the_command_line()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        var run = await trail.ValidateAsync("--profile", "nobody");

        run.Errors.Should()
            .Be(
                "ctverify: --profile: there is no profile nobody\nhint: see ~/.aws/config, or run aws configure list-profiles\n"
            );
        run.ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task A_profile_brings_credentials_region_and_the_endpoint_of_each_service()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        await File.WriteAllTextAsync(
            s3.ConfigFile,
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

        trail.ShouldBeValid(await CliRun.OfAsync([.. trail.Vector.Arguments, "--profile", "audit"]));

        trail
            .CloudTrail.Calls.Select(call => call.Region)
            .Should()
            .Equal(
                ["us-east-2", "us-east-2"],
                "trail and keys are asked for in the trail's region, whatever the profile says"
            );
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
    public async Task The_environment_names_the_endpoints(string s3Variable, string cloudTrailVariable)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        Environment.SetEnvironmentVariable(s3Variable, trail.Network.Url);
        Environment.SetEnvironmentVariable(cloudTrailVariable, trail.CloudTrail.Url);
        try
        {
            trail.ShouldBeValid(await CliRun.OfAsync(trail.Vector.Arguments));
        }
        finally
        {
            Environment.SetEnvironmentVariable(s3Variable, null);
            Environment.SetEnvironmentVariable(cloudTrailVariable, null);
        }
    }

    [Fact]
    public async Task Temporary_credentials_sign_their_token_too()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", "a-token");
        try
        {
            await trail.ValidateAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", null);
        }

        trail.CloudTrail.Calls.Should().NotBeEmpty("the signatures were right");
        trail
            .Network.Requests.Should()
            .OnlyContain(request =>
                request.Header("X-Amz-Security-Token") == "a-token"
                && request.Header("Authorization")!.Contains(";x-amz-security-token")
            );
    }

    [Fact]
    public async Task An_endpoint_where_nobody_listens_is_told_and_summed_up()
    {
        var trail = await ValidTrailInS3.CreateAsync(s3);
        await trail.DisposeAsync();

        var run = await trail.ValidateImpatientlyAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain("cannot list the digest files of the chain: connection failed: ");
        run.ExitCode.Should().Be(3);
    }
}
