namespace Integrity.IntegrationTests.S3;

/// <summary>
/// An attacker adds objects with confusing paths next to the digests. They are reported and hide nothing.
/// </summary>
[Collection(S3FaultTests.Name)]
public sealed class HostilePathsTests(S3Fixture s3)
{
    private const string Folder = "AWSLogs/111122223333/CloudTrail-Digest/";
    private const string Day = Folder + "us-east-2/2025/05/04/";
    private const string Name = "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T";

    public static TheoryData<string[], int> InTheFolderOfTheRegion =>
        new()
        {
            {
                [
                    Day + "\u0001",
                    Day + "a\u001b[31mred",
                    Day + "\u007f",
                    Day + "line\nfeed",
                    Day + "\ufffe",
                    Day + "\U0001f511",
                ],
                6
            },
            {
                [
                    Day + "/",
                    Day + "x/" + Name + "150000Z.json.gz",
                    Day + Name + "150000Z.json.gz/x",
                    Day + Name + "150000Z.json.gz.meta.json",
                ],
                4
            },
            {
                [
                    Day + Name + "150000z.json.gz",
                    Day + Name + "250000Z.json.gz",
                    Day + Name + "150000Z.JSON.GZ",
                    Folder + "us-east-2/2025/05/05/" + Name + "150000Z.json.gz",
                ],
                3
            },
        };

    [Theory]
    [MemberData(nameof(InTheFolderOfTheRegion))]
    public async Task Objects_that_are_not_digests_are_reported_within_the_range_and_the_rest_is_verified(
        string[] paths,
        int count
    )
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        foreach (var path in paths)
            await s3.PutAsync(trail.Vector.Bucket, path, "x"u8.ToArray());

        ShouldReport(await trail.ValidateAsync(), count)
            .Should()
            .NotContain("\u001b")
            .And.NotContain("\u0001")
            .And.NotContain("line\n");
    }

    [Fact]
    public async Task Objects_next_to_the_folders_of_regions_and_accounts_change_nothing()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        string[] paths =
        [
            Folder + "us-east-2",
            Folder + "\u001b[2J/x",
            Folder + "../x",
            Folder + "US-EAST-2/x",
            "AWSLogs/o-/x",
            "AWSLogs//x",
            "AWSLogs/o-exampleorgid/111122223333/CloudTrail-Digest/x",
        ];
        foreach (var path in paths)
            await s3.PutAsync(trail.Vector.Bucket, path, "x"u8.ToArray());

        trail.ShouldBeValid(await trail.ValidateAsync());
    }

    [Fact]
    public async Task Of_thousands_of_objects_a_thousand_are_reported_and_the_rest_are_counted()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        await Parallel.ForAsync(
            0,
            1_100,
            async (i, _) => await s3.PutAsync(trail.Vector.Bucket, $"{Day}!{i:D5}", "x"u8.ToArray())
        );

        ShouldReport(await trail.ValidateAsync(), 1_000).Should().Contain("100 more such objects are not shown");

        trail
            .Network.Requests.Count(request => request.IsListing)
            .Should()
            .BeLessThanOrEqualTo(9, "three of the six listings have two pages");
    }

    private static string ShouldReport(CliRun run, int count)
    {
        run.ShouldHaveEndedInOrder();
        run.Errors.Split('\n')
            .Count(line =>
                line.Contains("\tCOULD NOT CHECK: its name is not that of a digest file", StringComparison.Ordinal)
            )
            .Should()
            .Be(count);
        run.Output.Should()
            .Contain($"6/6 digest files valid\n12/12 log files valid\n{count} unlisted objects COULD NOT CHECK");
        run.ExitCode.Should().Be(3);
        return run.Errors;
    }

    [Fact]
    public async Task A_forged_region_is_reported_and_the_rest_is_verified()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        var path =
            $"{Folder}us-fake-1/2025/05/04/111122223333_CloudTrail-Digest_us-fake-1_example-trail_us-east-2_"
            + "20250504T150000Z.json.gz";
        await s3.PutAsync(trail.Vector.Bucket, path, "x"u8.ToArray());

        var run = await trail.ValidateAsync();

        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain($"Digest file\ts3://{trail.Vector.Bucket}/{path}\tINVALID: invalid format");
        run.Output.Should().Contain("6/7 digest files valid, 1/7 digest files INVALID\n12/12 log files valid");
        run.ExitCode.Should().Be(1);
    }
}
