using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Responses that S3 would not send, from a proxy or an S3-like store. They prove nothing and break nothing.
/// </summary>
[Collection(S3FaultTests.Name)]
public sealed class UnexpectedResponsesTests(S3Fixture s3)
{
    [Theory]
    [InlineData("<html>Not Found</html>")]
    [InlineData("")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>NoSuch")]
    public async Task A_404_that_is_not_S3_own_is_no_proof_that_the_object_is_gone(string body)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.Answer(404, "text/html", body));

        trail.ShouldMissOnlyTheLogFile(await trail.ValidateFailingFastAsync(), "the store returned 404 (NotFound)");
    }

    [Theory]
    [InlineData("text/html", "<html><body>Log in to the hotel's network")]
    [InlineData("application/xml", "<ListBucketResult><Contents><Key>")]
    [InlineData("application/xml", "")]
    [InlineData("application/xml", "<html></html>")]
    [InlineData(
        "application/xml",
        "<ListBucketResult><Name>amzn-s3-demo-bucket</Name><IsTruncated>true</IsTruncated></ListBucketResult>"
    )]
    [InlineData("application/json", "{}")]
    public async Task An_invalid_listing_is_reported_and_the_run_ends_with_a_summary(string contentType, string body)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.IsListing, Fault.Answer(200, contentType, body));

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain("cannot list the digest files of the chain: invalid response from the store");
        run.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_download_is_not_resumed_with_another_range()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request => request.ObjectPath == trail.LogFile && request.Header("Range") is null,
            Fault.CutAfter(100)
        );
        trail.Network.Break(request => request.ObjectPath == trail.LogFile, Fault.Header("bytes 100-", "bytes 90-"));

        trail.ShouldMissOnlyTheLogFile(
            await trail.ValidateFailingFastAsync(),
            "connection failed: the store returned another range than requested"
        );
    }
}
