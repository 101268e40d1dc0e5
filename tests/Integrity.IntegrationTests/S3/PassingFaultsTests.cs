using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>Failures that pass: what is printed is the same as without them.</summary>
[Collection(S3Tests.Name)]
public sealed class PassingFaultsTests(S3Fixture s3)
{
    [Fact]
    public async Task A_bucket_that_is_overloaded_is_asked_again()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.ObjectPath.Length > 0, Fault.SlowDown, times: 2);
        trail.Network.Break(_ => true, Fault.SlowDown, times: 1);

        trail.ShouldBeValid(await trail.ValidateAsync());
    }

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(400, "RequestTimeout")]
    public async Task An_object_whose_server_fails_once_is_asked_for_again(int status, string code)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.ObjectPath.Length > 0, Fault.Refuse(status, code), times: 1);

        trail.ShouldBeValid(await trail.ValidateAsync());
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task CloudTrail_is_asked_again(int status, string code)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.CloudTrail.Refuse("ListPublicKeys", status, code, times: 1);
        trail.CloudTrail.Refuse("DescribeTrails", status, code, times: 1);

        trail.ShouldBeValid(await trail.ValidateAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(150)]
    public async Task A_body_that_is_cut_is_resumed_where_it_stopped(int position)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.ObjectPath.Length > 0, Fault.CutAfter(position), times: 1);

        trail.ShouldBeValid(await trail.ValidateAsync());

        var resumed = trail.Network.Requests.Where(request => request.Header("Range") is not null).ToList();
        resumed
            .Select(request => request.Header("Range"))
            .Should()
            .Equal(Enumerable.Repeat($"bytes={position}-", position == 0 ? 0 : 18));
        resumed.Should().NotContain(request => request.Header("If-Match") == null, "it must still be the same object");
    }

    [Fact]
    public async Task A_body_that_is_cut_just_before_its_end_is_resumed()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        foreach (var path in trail.Vector.Paths)
            trail.Network.Break(
                path,
                Fault.CutAfter(
                    (int)new FileInfo(Path.Combine(trail.Vector.Buckets, trail.Vector.Bucket, path)).Length - 1
                ),
                times: 1
            );

        trail.ShouldBeValid(await trail.ValidateAsync());
    }

    [Fact]
    public async Task A_body_that_is_cut_again_and_again_is_resumed_as_long_as_it_goes_on()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.CutAfter(60), times: 4);

        trail.ShouldBeValid(await trail.ValidateImpatientlyAsync());

        trail
            .Network.Requests.Where(request => request.ObjectPath == trail.LogFile)
            .Select(request => request.Header("Range"))
            .Should()
            .Equal(null, "bytes=60-", "bytes=120-", "bytes=180-", "bytes=240-");
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_asked_for_again()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.StallAfter(-1), times: 1);
        trail.Network.Break(trail.Digest, Fault.StallAfter(20), times: 1);

        trail.ShouldBeValid(await trail.ValidateImpatientlyAsync());
    }

    [Fact]
    public async Task A_slow_network_changes_nothing_but_the_time()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        await using var slow = new FaultyProxy(s3.Endpoint, trail.CloudTrail)
        {
            Latency = TimeSpan.FromMilliseconds(60),
        };

        trail.ShouldBeValid(await CliRun.OfAsync([.. trail.Vector.Arguments, "--endpoint-url", slow.Url]));
    }
}
