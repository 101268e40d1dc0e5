namespace Integrity.IntegrationTests.S3;

/// <summary>Whoever may write to the bucket puts objects where digests lie, with keys made to confuse: the answer is the same as without them.</summary>
[Collection(S3Tests.Name)]
public sealed class HostileKeysTests(S3Fixture s3)
{
    private const string Folder = "AWSLogs/111122223333/CloudTrail-Digest/";
    private const string Day = Folder + "us-east-2/2025/05/04/";
    private const string Name = "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T";

    public static TheoryData<string[]> Keys =>
    [
        [Day + "\u0001", Day + "a\u001b[31mred", Day + "\u007f", Day + "line\nfeed", Day + "\ufffe", Day + "\U0001f511"],
        [Day + "/", Day + "x/" + Name + "150000Z.json.gz", Day + Name + "150000Z.json.gz/x", Day + Name + "150000Z.json.gz.meta.json"],
        [Day + Name + "150000z.json.gz", Day + Name + "250000Z.json.gz", Day + Name + "150000Z.JSON.GZ", Folder + "us-east-2/2025/05/05/" + Name + "150000Z.json.gz"],
        [Folder + "us-east-2", Folder + "\u001b[2J/x", Folder + "../x", Folder + "US-EAST-2/x", "AWSLogs/o-/x", "AWSLogs//x", "AWSLogs/o-exampleorgid/111122223333/CloudTrail-Digest/x"],
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Keys_that_are_no_digests_change_nothing(string[] keys)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        foreach (var key in keys) await s3.PutAsync(trail.Vector.Bucket, key, "x"u8.ToArray());

        trail.ShouldBeValid(await trail.ValidateAsync());
    }

    [Fact]
    public async Task Thousands_of_objects_before_the_digests_change_nothing_but_the_number_of_listings()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        await Parallel.ForAsync(0, 1_100, async (i, _) => await s3.PutAsync(trail.Vector.Bucket, $"{Day}!{i:D5}", []));

        trail.ShouldBeValid(await trail.ValidateAsync());

        trail.Network.Requests.Count(request => request.IsListing).Should().BeLessThanOrEqualTo(8, "three of the five listings have two pages now");
    }

    [Fact]
    public async Task A_region_that_was_made_up_is_told_and_keeps_nothing_else_from_being_verified()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        var key = $"{Folder}us-fake-1/2025/05/04/111122223333_CloudTrail-Digest_us-fake-1_example-trail_us-east-2_20250504T150000Z.json.gz";
        await s3.PutAsync(trail.Vector.Bucket, key, "x"u8.ToArray());

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain($"Digest file\ts3://{trail.Vector.Bucket}/{key}\tINVALID: invalid format");
        run.Output.Should().Contain("6/7 digest files valid, 1/7 digest files INVALID\n12/12 log files valid");
        run.ExitCode.Should().Be(1);
    }
}
