using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Error messages of AWS are shown and determine the hint. The error bodies are from AWS's documentation.
/// </summary>
public sealed class ServiceMessagesTests : IAsyncDisposable
{
    private const string Key = "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Me = "User: arn:aws:iam::111122223333:user/me is not authorized to perform: ";
    private const string NoPolicy =
        Me + "kms:Decrypt on resource: " + Key + " because no identity-based policy allows the kms:Decrypt action";
    private const string ByOrganization =
        Me
        + "s3:ListBucket on resource: \"arn:aws:s3:::amzn-s3-demo-bucket\" with an explicit deny in a service "
        + "control policy";
    private const string TooLate = "The difference between the request time and the current time is too large.";

    private readonly AwsHome _home = new();
    private readonly AwsStub _aws = new();

    public ServiceMessagesTests()
    {
        _home["AWS_ACCESS_KEY_ID"] = "AKIAUSER";
        _home["AWS_SECRET_ACCESS_KEY"] = "secret-of-user";
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData(
        403,
        "AccessDenied",
        NoPolicy,
        "access denied by KMS (AccessDenied): " + NoPolicy,
        "allow kms:Decrypt on the key that encrypts the bucket"
    )]
    [InlineData(
        400,
        "KMS.DisabledException",
        Key + " is disabled.",
        "the object's KMS key is disabled (KMS.DisabledException): " + Key + " is disabled.",
        "enable it: aws kms enable-key --key-id " + Key
    )]
    [InlineData(
        400,
        "KMS.KMSInvalidStateException",
        Key + " is pending deletion.",
        "the object's KMS key is pending deletion (KMS.KMSInvalidStateException): " + Key + " is pending deletion.",
        "keep it: aws kms cancel-key-deletion --key-id " + Key + ", then aws kms enable-key --key-id " + Key
    )]
    [InlineData(
        400,
        "KMS.KMSInvalidStateException",
        Key + " is pending import.",
        "the object's KMS key cannot be used in its current state (KMS.KMSInvalidStateException): "
            + Key
            + " is pending import.",
        "check its state: aws kms describe-key --key-id " + Key
    )]
    [InlineData(
        400,
        "KMS.NotFoundException",
        "Invalid keyId 1234abcd-12ab-34cd-56ef-1234567890ab",
        "the object's KMS key does not exist (KMS.NotFoundException): Invalid keyId "
            + "1234abcd-12ab-34cd-56ef-1234567890ab",
        "ask the owner of the bucket; without the key, the object cannot be decrypted"
    )]
    [InlineData(
        403,
        "AccessDenied",
        ByOrganization,
        "access denied (AccessDenied): " + ByOrganization,
        "a service control policy explicitly denies s3:ListBucket, which overrides every allow: "
            + "ask the administrator of that policy"
    )]
    [InlineData(
        403,
        "AccessDenied",
        "Access Denied",
        "access denied (AccessDenied): Access Denied",
        "allow s3:GetObject on the objects and s3:ListBucket on the bucket (without it, S3 denies access to "
            + "missing objects, too)"
    )]
    [InlineData(
        403,
        "RequestTimeTooSkewed",
        TooLate,
        "this machine's clock is wrong (RequestTimeTooSkewed): " + TooLate,
        "set the clock"
    )]
    public async Task The_message_of_S3_is_quoted_and_determines_the_hint(
        int status,
        string code,
        string message,
        string reason,
        string hint
    )
    {
        _aws.S3 = AwsStub.S3Error(status, code, message.Replace("\"", "&quot;", StringComparison.Ordinal));

        var run = await RunAsync("--s3-bucket", AwsStub.Bucket);

        run.Errors.Should()
            .Contain($"\tCOULD NOT CHECK: cannot list the digest files of the chain: {reason}\n")
            .And.Contain($"\nhint: {hint}\n");
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData(
        "AccessDeniedException",
        Me + "cloudtrail:DescribeTrails with an explicit deny in a service control policy",
        "access denied by CloudTrail (DescribeTrails)",
        "a service control policy explicitly denies cloudtrail:DescribeTrails, which overrides every allow: "
            + "ask the administrator of that policy"
    )]
    [InlineData(
        "AccessDeniedException",
        Me + "cloudtrail:DescribeTrails because no identity-based policy allows the action",
        "access denied by CloudTrail (DescribeTrails)",
        "allow cloudtrail:DescribeTrails, or pass the bucket with --s3-bucket"
    )]
    [InlineData(
        "InvalidSignatureException",
        "Signature expired: 20250504T000000Z is now earlier than 20250504T091500Z (20250504T093000Z - 15 min.)",
        "this machine's clock is wrong (InvalidSignatureException)",
        "set the clock"
    )]
    [InlineData(
        "InvalidSignatureException",
        "Signature not yet current: 20250504T100000Z is still later than 20250504T094500Z (20250504T093000Z + 15 min.)",
        "this machine's clock is wrong (InvalidSignatureException)",
        "set the clock"
    )]
    public async Task The_message_of_CloudTrail_is_quoted_and_determines_the_hint(
        string code,
        string message,
        string reason,
        string hint
    )
    {
        _aws.CloudTrail = AwsStub.CloudTrailError(code, message);

        var run = await RunAsync();

        run.ToString()
            .Should()
            .Be(
                new ProgramRun(
                    3,
                    [],
                    System.Text.Encoding.UTF8.GetBytes($"ctverify: {reason}: {message}\nhint: {hint}\n")
                ).ToString()
            );
    }

    [Fact]
    public async Task The_message_of_a_service_cannot_forge_lines_and_is_shortened()
    {
        _aws.CloudTrail = AwsStub.CloudTrailError(
            "AccessDeniedException",
            "all is valid\\n6/6 digest files valid\\u001b[2J" + new string('x', 100_000)
        );

        var run = await RunAsync();

        run.Errors.Should()
            .StartWith(
                "ctverify: access denied by CloudTrail (DescribeTrails): all is valid 6/6 digest files "
                    + "valid\\u001b[2Jxxx"
            );
        run.Errors.Length.Should().BeLessThan(1000);
        run.Errors.Split('\n').Should().HaveCount(3, "there is the error, the hint, and nothing else");
    }

    private Task<ProgramRun> RunAsync(params string[] more) =>
        _home.RunAsync([
            "validate-logs",
            "--trail-arn",
            AwsStub.TrailArn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T12:00:00Z",
            "--endpoint-url",
            _aws.Url,
            .. more,
        ]);
}
