using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>The number of requests of a verification. S3 and CloudTrail charge for requests and limit them.</summary>
[Collection(S3Tests.Name)]
public sealed class RequestCountTests(S3Fixture s3)
{
    [Fact]
    public async Task Every_object_is_downloaded_once()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        trail.ShouldBeValid(await trail.ValidateAsync());

        var gets = trail
            .Network.Requests.Where(request => request.Method == "GET" && !request.IsListing)
            .Select(request => request.ObjectPath);
        gets.Should()
            .BeEquivalentTo(trail.Vector.Paths, "each digest and each log file is downloaded once, and nothing else");
        trail
            .Network.Requests.Where(request => request.Header("X-Amz-Target") is null)
            .Should()
            .OnlyContain(
                request => request.Method == "GET",
                "a verification writes nothing and needs no HEAD requests"
            );
    }

    [Fact]
    public async Task A_short_trail_needs_few_listings_and_only_of_its_folders_and_days()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        trail.ShouldBeValid(await trail.ValidateAsync());

        var queries = trail
            .Network.Requests.Where(request => request.IsListing)
            .Select(request =>
                Uri.UnescapeDataString(request.Query).Replace("encoding-type=url&", "", StringComparison.Ordinal)
            )
            .ToList();
        const string Folder = "AWSLogs/111122223333/CloudTrail-Digest/";
        queries
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo(
                $"delimiter=/&list-type=2&prefix={Folder}",
                "delimiter=/&list-type=2&prefix=AWSLogs/",
                $"list-type=2&prefix={Folder}us-east-2/&start-after={Folder}us-east-2/2025/05/04",
                "delimiter=/&list-type=2&prefix=AWSLogs/111122223333/CloudTrail/",
                "list-type=2&prefix=AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
            );
        queries
            .Should()
            .HaveCountLessThanOrEqualTo(
                7,
                "the main and the backfill chain share a folder, and each day has one log folder"
            );
    }

    [Fact]
    public async Task CloudTrail_gets_one_request_for_the_trail_and_one_for_each_page_of_keys()
    {
        var vector = new Vector("keys-rotated");
        await s3.FillAsync(vector.Buckets);
        await using var cloudTrail = CloudTrailHost.Of(vector);
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        (await CliRun.OfAsync([.. vector.Arguments, "--endpoint-url", network.Url]))
            .ExitCode.Should()
            .Be(vector.ExitCode);

        vector.PublicKeys.Count.Should().BeGreaterThan(1);
        cloudTrail
            .Calls.Select(call => call.Operation)
            .Should()
            .Equal(
                ["DescribeTrails", .. Enumerable.Repeat("ListPublicKeys", vector.PublicKeys.Count)],
                "a page has one key in this test"
            );
        cloudTrail.Calls.Should().OnlyContain(call => call.Region == vector.Region);
        var keys = cloudTrail
            .Calls.Where(call => call.Operation == "ListPublicKeys")
            .Select(call => DateTimeOffset.FromUnixTimeSeconds(call.Arguments["StartTime"]!.GetValue<long>()));
        keys.Should().AllBeEquivalentTo(new DateTimeOffset(2025, 5, 4, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_bucket_and_keys_from_the_user_need_no_CloudTrail()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        trail.ShouldBeValid(
            await trail.ValidateAsync("--s3-bucket", trail.Vector.Bucket, "--keys", trail.Vector.At("public-keys.json"))
        );

        trail.CloudTrail.Calls.Should().BeEmpty();
    }
}
