using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Permanent failures: one object could not be checked, everything else was, and the summary counts both. They never
/// cause a crash or a false alarm.
/// </summary>
[Collection(S3FaultTests.Name)]
public sealed class PermanentFaultsTests(S3Fixture s3)
{
    [Fact]
    public async Task A_log_file_that_cannot_be_downloaded_could_not_be_checked()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.Error(500, "InternalError"));

        var run = await trail.ValidateAsync();

        trail.ShouldMissOnlyTheLogFile(run, "the store returned 500 (InternalError)");
        run.Errors.Should().Contain("hint: try again later");
        trail.Network.Gets(trail.LogFile).Should().Be(6);
    }

    [Theory]
    [InlineData(403, "AccessDenied", "access denied (AccessDenied)", "allow s3:GetObject on the objects")]
    [InlineData(403, "InvalidObjectState", "archived: the object is in an archive storage class", "restore it")]
    [InlineData(400, "ExpiredToken", "the credentials have expired", "log in again")]
    [InlineData(
        403,
        "KMS.DisabledException",
        "the object's KMS key is disabled (KMS.DisabledException)",
        "enable it: aws kms enable-key --key-id KEY"
    )]
    [InlineData(403, "RequestTimeTooSkewed", "this machine's clock is wrong", "set the clock")]
    [InlineData(412, "PreconditionFailed", "the store returned 412 (PreconditionFailed)", "try again later")]
    [InlineData(404, "NoSuchBucket", "the bucket does not exist", "check the bucket name")]
    [InlineData(418, "", "the store returned 418 (418)", "try again later")]
    public async Task A_denied_log_file_could_not_be_checked_and_has_a_hint(
        int status,
        string code,
        string reason,
        string hint
    )
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.Error(status, code));

        var run = await trail.ValidateAsync();

        trail.ShouldMissOnlyTheLogFile(run, reason);
        run.Errors.Should().Contain($"hint: {hint}");
        trail.Network.Gets(trail.LogFile).Should().Be(1, "a retry would not help");
    }

    [Fact]
    public async Task A_denied_digest_does_not_end_the_chain()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.Digest, Fault.AccessDenied);

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should()
            .StartWith(
                "\n"
                    + $"Digest file\t{trail.UriOf(trail.Digest)}\tCOULD NOT CHECK: access denied (AccessDenied): test "
                    + "message\n\nhint: allow s3:GetObject on the objects"
            );
        run.Output.Should()
            .EndWith("\n5/6 digest files valid, 1/6 digest files COULD NOT CHECK\n10/10 log files valid\n");
        run.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_denied_newest_digest_does_not_hide_the_older_ones()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.Vector.DigestPaths[^1], Fault.AccessDenied);

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Output.Should()
            .EndWith("\n5/6 digest files valid, 1/6 digest files COULD NOT CHECK\n10/10 log files valid\n");
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData(
        403,
        "AccessDenied",
        "access denied (AccessDenied)",
        "allow s3:GetObject on the objects and s3:ListBucket on the bucket"
    )]
    [InlineData(404, "NoSuchBucket", "the bucket does not exist", "check the bucket name")]
    public async Task A_denied_listing_is_reported_and_the_run_ends_with_a_summary(
        int status,
        string code,
        string reason,
        string hint
    )
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.IsListing, Fault.Error(status, code));

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should()
            .Contain($"cannot list the digest files of the chain: {reason}")
            .And.Contain($"hint: {hint}");
        run.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_listing_that_fails_at_its_second_page_is_not_complete()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request => request.IsListing && request.Query.Contains("start-after", StringComparison.Ordinal),
            Fault.CutAfter(400)
        );

        var run = await trail.ValidateFailingFastAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain("cannot list the digest files of the chain: ");
        run.ExitCode.Should().Be(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_body_that_is_always_truncated_could_not_be_checked(int position)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.CutAfter(position));

        trail.ShouldMissOnlyTheLogFile(await trail.ValidateFailingFastAsync(), "connection failed: ");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(30)]
    public async Task A_store_that_stops_responding_could_not_be_checked(int position)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.StallAfter(position));

        trail.ShouldMissOnlyTheLogFile(await trail.ValidateFailingFastAsync(), "request timed out");
    }

    [Fact]
    public async Task An_object_that_changes_during_the_download_could_not_be_checked()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request => request.ObjectPath == trail.LogFile && request.Header("If-Match") is null,
            Fault.CutAfter(100)
        );
        trail.Network.Break(
            request => request.ObjectPath == trail.LogFile && request.Header("If-Match") is not null,
            Fault.Error(412, "PreconditionFailed")
        );

        trail.ShouldMissOnlyTheLogFile(
            await trail.ValidateFailingFastAsync(),
            "the store returned 412 (PreconditionFailed)"
        );
    }
}
