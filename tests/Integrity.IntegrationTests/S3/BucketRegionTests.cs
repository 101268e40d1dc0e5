using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>A bucket in another region than expected: requests move to the region that S3 names.</summary>
[Collection(S3Tests.Name)]
public sealed class BucketRegionTests(S3Fixture s3)
{
    [Theory]
    [InlineData(301, "PermanentRedirect")]
    [InlineData(400, "AuthorizationHeaderMalformed")]
    public async Task The_region_of_the_bucket_is_learned_from_S3(int status, string code)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request => RegionOf(request) is { } region && region != "eu-west-1",
            Fault.WrongRegion("eu-west-1", status, code)
        );

        var run = await trail.ValidateAsync("--region", "us-east-2");

        trail.ShouldBeValid(run);
        trail
            .Network.Requests.Count(request => !request.IsListing && RegionOf(request) == "us-east-2")
            .Should()
            .BeLessThan(10, "the region is remembered");
    }

    [Fact]
    public async Task A_bucket_with_endless_region_redirects_could_not_be_checked()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request => RegionOf(request) is not null,
            Fault.WrongRegion("eu-west-1", 301, "PermanentRedirect")
        );

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain("cannot list the digest files of the chain: the bucket is in another region");
        run.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task A_log_file_redirected_between_regions_could_not_be_checked()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(
            request => request.ObjectPath == trail.LogFile && RegionOf(request) != "eu-west-1",
            Fault.WrongRegion("eu-west-1", 301, "PermanentRedirect")
        );
        trail.Network.Break(
            request => request.ObjectPath == trail.LogFile && RegionOf(request) == "eu-west-1",
            Fault.WrongRegion("eu-west-2", 301, "PermanentRedirect")
        );

        var run = await trail.ValidateAsync().WaitAsync(TimeSpan.FromSeconds(20));

        trail.ShouldMissOnlyTheLogFile(run, "the bucket is in another region");
    }

    /// <summary>Returns the region for which a request to S3 is signed, or null for CloudTrail.</summary>
    private static string? RegionOf(WireMessage request) =>
        request.Header("X-Amz-Target") is null ? request.Header("Authorization")?.Split('/')[2] : null;
}
