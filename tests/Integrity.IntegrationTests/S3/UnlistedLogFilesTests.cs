using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>Unlisted log files on an S3 server, and log folders that cannot be listed.</summary>
[Collection(S3Tests.Name)]
public sealed class UnlistedLogFilesTests(S3Fixture s3)
{
    [Fact]
    public async Task An_added_log_file_is_invalid_and_reported()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        var forged = trail.LogFile.Replace(trail.LogFile[^24..^8], "9999999999999999", StringComparison.Ordinal);
        await s3.Client.CopyObjectAsync(trail.Vector.Bucket, trail.LogFile, trail.Vector.Bucket, forged);

        var run = await trail.ValidateAsync();

        run.Errors.Should().Contain($"Log file\t{trail.UriOf(forged)}\tINVALID: no digest file lists it");
        run.Output.Should().Contain("\n12/12 log files valid\n1 unlisted object INVALID\n");
        run.ExitCode.Should().Be(1);
        (await trail.ValidateAsync("--no-unlisted")).ExitCode.Should().Be(0, "the check was disabled");
    }

    [Fact]
    public async Task Log_folders_that_cannot_be_listed_could_not_be_checked_and_have_a_hint()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request =>
                request.IsListing
                && Uri.UnescapeDataString(request.Query).Contains("/CloudTrail/", StringComparison.Ordinal),
            Fault.AccessDenied
        );

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should()
            .Contain("Log folder\t")
            .And.Contain("COULD NOT CHECK: could not be listed (1 day)")
            .And.Contain("access denied")
            .And.Contain("s3:ListBucket")
            .And.Contain("--no-unlisted");
        run.Output.Should().Contain("\n12/12 log files valid\n");
        run.ExitCode.Should().Be(3);
        trail.ShouldBeValid(await trail.ValidateAsync("--no-unlisted"));
    }
}
