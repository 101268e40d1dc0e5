namespace Integrity.IntegrationTests.S3;

/// <summary>
/// CloudTrail's API denies requests or returns invalid responses. Without keys nothing is valid, and without a trail
/// nothing starts.
/// </summary>
[Collection(S3FaultTests.Name)]
public sealed class CloudTrailFaultsTests(S3Fixture s3)
{
    public static TheoryData<string> Nonsense =>
        [
            "<html>",
            "",
            "[]",
            "null",
            "5",
            "{}",
            """{"PublicKeyList":5,"trailList":5}""",
            """{"PublicKeyList":[5],"trailList":[5]}""",
            """{"PublicKeyList":[{}],"trailList":[[]]}""",
            """
                {"PublicKeyList":[{"Value":"!","Fingerprint":"00"}],
                "trailList":[{"TrailARN":"arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail"}]}
                """,
            """{"PublicKeyList":[{"Value":"AAAA","Fingerprint":5}],"trailList":{}}""",
            """{"PublicKeyList":[{"Value":"AAAA","Fingerprint":"00","ValidityStartTime":1e300}]}""",
        ];

    [Theory]
    [InlineData(
        400,
        "AccessDeniedException",
        "access denied by CloudTrail (ListPublicKeys)",
        "allow cloudtrail:ListPublicKeys"
    )]
    [InlineData(400, "ExpiredTokenException", "the credentials have expired", "log in again")]
    [InlineData(
        400,
        "UnrecognizedClientException",
        "the credentials were rejected (UnrecognizedClientException)",
        "check the profile or the access key"
    )]
    [InlineData(400, "Whatever", "CloudTrail returned 400 (Whatever) for ListPublicKeys", "try again later")]
    public async Task Without_keys_nothing_is_covered(int status, string code, string reason, string hint)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.CloudTrail.Refuse("ListPublicKeys", status, code);

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should()
            .Contain($"cannot retrieve the public keys of region us-east-2: {reason}")
            .And.Contain($"hint: {hint}");
        run.Output.Should().NotContain("\tvalid\n");
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData(
        400,
        "AccessDeniedException",
        "access denied by CloudTrail (DescribeTrails): test message",
        "allow cloudtrail:DescribeTrails"
    )]
    [InlineData(400, "TrailNotFoundException", "the trail does not exist in CloudTrail", "check the ARN")]
    public async Task Without_a_trail_the_run_ends(int status, string code, string reason, string hint)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.CloudTrail.Refuse("DescribeTrails", status, code);

        var run = await trail.ValidateAsync();

        run.Errors.Should().StartWith($"ctverify: {reason}\nhint: {hint}");
        run.Output.Should().BeEmpty();
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task An_invalid_list_of_keys_is_reported_and_nothing_is_valid(string body)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.CloudTrail.Break("ListPublicKeys", 200, body);

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Output.Should().NotContain("\tvalid\n");
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task An_invalid_trail_description_is_reported(string body)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.CloudTrail.Break("DescribeTrails", 200, body);

        var run = await trail.ValidateAsync();

        run.Errors.Should().StartWith("ctverify: ").And.Contain("\nhint: ").And.NotContain("internal error");
        run.Output.Should().BeEmpty();
        run.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_trail_that_does_not_exist_is_a_usage_error()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        var run = await CliRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/other-trail",
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--endpoint-url",
            trail.Network.Url
        );

        run.Errors.Should()
            .StartWith(
                "ctverify: trail arn:aws:cloudtrail:us-east-2:111122223333:trail/other-trail does not exist in "
                    + "CloudTrail\nhint: check the ARN"
            );
        run.ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task An_endless_list_of_keys_ends_with_an_error()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.CloudTrail.Break("ListPublicKeys", 200, """{"PublicKeyList":[],"NextToken":"again"}""");

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain("CloudTrail's list of public keys does not end");
        run.ExitCode.Should().Be(3);
    }
}
