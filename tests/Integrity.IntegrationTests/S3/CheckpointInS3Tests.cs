using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>A checkpoint in an object on an S3 server is replaced only if it is unchanged since it was read.</summary>
[Collection(S3WriteTests.Name)]
public sealed class CheckpointInS3Tests(S3Fixture s3) : IAsyncLifetime
{
    private const string Bucket = "amzn-s3-demo-checkpoints";
    private const string ObjectPath = "audit/example-trail.json";
    private const int MaxBytes = 1000;

    private readonly AwsSession _session = new(
        new AwsSettings { EndpointUrl = s3.Endpoint.ToString(), Region = "us-east-1" }
    );

    public async ValueTask InitializeAsync() => await s3.EmptyAsync(Bucket);

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_test_server_supports_conditional_writes()
    {
        await PutAsync("first", ifNoneMatch: "*");
        var tag = (await s3.Client.GetObjectAsync(Bucket, ObjectPath)).ETag.Trim('"');
        await PutAsync("second", ifMatch: tag);

        foreach (
            var refused in (Func<Task>[])
                [() => PutAsync("third", ifNoneMatch: "*"), () => PutAsync("third", ifMatch: tag)]
        )
            (await refused.Should().ThrowAsync<AmazonS3Exception>())
                .Which.StatusCode.Should()
                .Be(System.Net.HttpStatusCode.PreconditionFailed);
        (await ReadAsync()).Should().Be("second");
    }

    [Fact]
    public async Task The_first_checkpoint_is_written_and_the_next_one_replaces_it()
    {
        var first = Checkpoint();
        (await first.ReadAsync(MaxBytes, default)).Should().BeNull();
        (await first.ReplaceAsync("first"u8.ToArray(), default)).Should().BeTrue();

        var second = Checkpoint();
        (await second.ReadAsync(MaxBytes, default)).Should().Equal("first"u8.ToArray());
        (await second.ReplaceAsync("second"u8.ToArray(), default)).Should().BeTrue();

        (await ReadAsync()).Should().Be("second");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_concurrent_runs_the_later_one_fails(bool isThereAtFirst)
    {
        if (isThereAtFirst)
            await PutAsync("at first");
        var (one, other) = (Checkpoint(), Checkpoint());
        await one.ReadAsync(MaxBytes, default);
        await other.ReadAsync(MaxBytes, default);

        (await one.ReplaceAsync("of one"u8.ToArray(), default)).Should().BeTrue();
        (await other.ReplaceAsync("of the other"u8.ToArray(), default)).Should().BeFalse();

        (await ReadAsync()).Should().Be("of one");
    }

    [Fact]
    public async Task Of_eight_concurrent_runs_one_succeeds()
    {
        var all = Enumerable.Range(0, 8).Select(_ => Checkpoint()).ToList();
        foreach (var checkpoint in all)
            await checkpoint.ReadAsync(MaxBytes, default);

        var written = await Task.WhenAll(
            all.Select((checkpoint, i) => checkpoint.ReplaceAsync(Encoding.ASCII.GetBytes($"of {i}"), default))
        );

        written.Count(isMine => isMine).Should().Be(1);
        (await ReadAsync()).Should().Be($"of {Array.IndexOf(written, true)}");
    }

    [Fact]
    public async Task A_checkpoint_deleted_in_the_meantime_is_not_recreated()
    {
        await PutAsync("at first");
        var checkpoint = Checkpoint();
        await checkpoint.ReadAsync(MaxBytes, default);
        await s3.Client.DeleteObjectAsync(Bucket, ObjectPath);

        (await checkpoint.ReplaceAsync("new"u8.ToArray(), default)).Should().BeFalse();

        (await s3.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).KeyCount.Should().Be(0);
    }

    [Fact]
    public async Task After_a_lost_response_the_second_attempt_finds_the_written_checkpoint()
    {
        await using var network = new FaultyProxy(s3.Endpoint);
        network.Break(
            request => request.Method == "PUT",
            new Fault(async (forward, _, _) => (await forward()).Status == 0),
            times: 1
        );
        using var session = new AwsSession(new AwsSettings { EndpointUrl = network.Url, Region = "us-east-1" });
        var checkpoint = new S3Checkpoint(session, new ObjectLocation(Bucket, ObjectPath), TimeProvider.System);
        await checkpoint.ReadAsync(MaxBytes, default);

        (await checkpoint.ReplaceAsync("mine"u8.ToArray(), default)).Should().BeTrue();

        network.Requests.Count(request => request.Method == "PUT").Should().Be(2);
        (await ReadAsync()).Should().Be("mine");
    }

    [Fact]
    public async Task A_large_object_is_rejected_without_loading_it()
    {
        await s3.PutAsync(Bucket, ObjectPath, new byte[MaxBytes + 1]);

        var read = () => Checkpoint().ReadAsync(MaxBytes, default);

        await read.Should().ThrowAsync<StoreException>().WithMessage("the object is larger than 1000 bytes");
    }

    [Fact]
    public async Task A_missing_bucket_or_denied_access_does_not_mean_that_there_is_no_checkpoint()
    {
        await using var network = new FaultyProxy(s3.Endpoint);
        network.Break(ObjectPath, Fault.AccessDenied);
        using var session = new AwsSession(new AwsSettings { EndpointUrl = network.Url, Region = "us-east-1" });

        var denied = () =>
            new S3Checkpoint(session, new ObjectLocation(Bucket, ObjectPath), TimeProvider.System).ReadAsync(
                MaxBytes,
                default
            );
        var nowhere = () =>
            new S3Checkpoint(
                _session,
                new ObjectLocation("amzn-s3-demo-missing", ObjectPath),
                TimeProvider.System
            ).ReadAsync(MaxBytes, default);

        await denied.Should().ThrowAsync<StoreException>().WithMessage("access denied*");
        await nowhere.Should().ThrowAsync<StoreException>().WithMessage("the bucket does not exist");
    }

    private S3Checkpoint Checkpoint() => new(_session, new ObjectLocation(Bucket, ObjectPath), TimeProvider.System);

    private async Task PutAsync(string content, string? ifMatch = null, string? ifNoneMatch = null) =>
        await s3.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Bucket,
                Key = ObjectPath,
                ContentBody = content,
                IfMatch = ifMatch,
                IfNoneMatch = ifNoneMatch,
                UseChunkEncoding = false,
            }
        );

    private async Task<string> ReadAsync()
    {
        using var reader = new StreamReader((await s3.Client.GetObjectAsync(Bucket, ObjectPath)).ResponseStream);
        return await reader.ReadToEndAsync();
    }
}
