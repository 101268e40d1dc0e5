using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>Transient failures do not change the output.</summary>
[Collection(S3FaultTests.Name)]
public sealed class TransientFaultsTests(S3Fixture s3)
{
    [Fact]
    public async Task Throttled_requests_are_retried()
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
    public async Task A_download_that_fails_once_is_retried(int status, string code)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.ObjectPath.Length > 0, Fault.Error(status, code), times: 1);

        trail.ShouldBeValid(await trail.ValidateAsync());
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Failed_requests_to_CloudTrail_are_retried(int status, string code)
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
    public async Task An_interrupted_download_is_resumed(int position)
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.ObjectPath.Length > 0, Fault.CutAfter(position), times: 1);

        trail.ShouldBeValid(await trail.ValidateAsync());

        var resumed = trail.Network.Requests.Where(request => request.Header("Range") is not null).ToList();
        resumed
            .Select(request => request.Header("Range"))
            .Should()
            .Equal(Enumerable.Repeat($"bytes={position}-", position == 0 ? 0 : 18));
        resumed.Should().NotContain(request => request.Header("If-Match") == null, "the object must be unchanged");
    }

    [Fact]
    public async Task A_download_interrupted_just_before_its_end_is_resumed()
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
    public async Task A_repeatedly_interrupted_download_is_resumed_while_it_makes_progress()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.CutAfter(60), times: 4);

        trail.ShouldBeValid(await trail.ValidateFailingFastAsync());

        trail
            .Network.Requests.Where(request => request.ObjectPath == trail.LogFile)
            .Select(request => request.Header("Range"))
            .Should()
            .Equal(null, "bytes=60-", "bytes=120-", "bytes=180-", "bytes=240-");
    }

    [Fact]
    public async Task A_request_without_a_response_is_retried()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.StallAfter(-1), times: 1);
        trail.Network.Break(trail.Digest, Fault.StallAfter(20), times: 1);

        trail.ShouldBeValid(await trail.ValidateFailingFastAsync());
    }

    [Fact]
    public async Task A_slow_network_does_not_change_the_output()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        await using var slow = new FaultyProxy(s3.Endpoint, trail.CloudTrail)
        {
            Latency = TimeSpan.FromMilliseconds(60),
        };

        trail.ShouldBeValid(await CliRun.OfAsync([.. trail.Vector.Arguments, "--endpoint-url", slow.Url]));
    }
}
