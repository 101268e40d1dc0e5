using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>A bucket that throttles for a minute, with a fake clock on which waiting takes no time.</summary>
[Collection(S3FaultTests.Name)]
public sealed class SlowDownTests
{
    private static readonly ObjectLocation Object = new("amzn-s3-demo-bucket", "key");

    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();

    /// <param name="s3">Sets the credentials.</param>
    public SlowDownTests(S3Fixture s3) => ArgumentNullException.ThrowIfNull(s3);

    [Fact]
    public async Task An_object_is_read_after_a_minute_of_SlowDown()
    {
        var clock = new FastClock(_start, _ => { });
        await using var server = Throttled(clock, TimeSpan.FromMinutes(1));

        using var session = new AwsSession(new AwsSettings { EndpointUrl = server.Url, Region = "us-east-1" });
        await using var read = await new S3Store(session, clock).OpenAsync(Object, default);

        read.Should().NotBeNull();
    }

    [Fact]
    public async Task Endless_SlowDown_fails_after_two_minutes_and_then_sooner()
    {
        var clock = new FastClock(_start, _ => { });
        await using var server = Throttled(clock, TimeSpan.FromDays(1));
        using var session = new AwsSession(new AwsSettings { EndpointUrl = server.Url, Region = "us-east-1" });
        var store = new S3Store(session, clock);

        await store.Awaiting(s => s.OpenAsync(Object, default).AsTask()).Should().ThrowAsync<StoreException>();
        (clock.GetUtcNow() - _start)
            .Should()
            .BeGreaterThan(TimeSpan.FromMinutes(1.9))
            .And.BeLessThan(TimeSpan.FromMinutes(3));
        var requests = server.Requests.Count;

        await store.Awaiting(s => s.OpenAsync(Object, default).AsTask()).Should().ThrowAsync<StoreException>();
        (server.Requests.Count - requests).Should().Be(6);
    }

    [Fact]
    public async Task A_configured_number_of_attempts_is_not_exceeded()
    {
        var clock = new FastClock(_start, _ => { });
        await using var server = Throttled(clock, TimeSpan.FromMinutes(1));
        using var session = new AwsSession(
            new AwsSettings
            {
                EndpointUrl = server.Url,
                Region = "us-east-1",
                MaxAttempts = 3,
            }
        );

        await new S3Store(session, clock)
            .Awaiting(s => s.OpenAsync(Object, default).AsTask())
            .Should()
            .ThrowAsync<StoreException>();
        server.Requests.Count.Should().Be(3);
    }

    [Fact]
    public async Task Every_request_has_a_signed_requester_pays_header()
    {
        await using var server = Throttled(TimeProvider.System, TimeSpan.Zero);
        using var session = new AwsSession(
            new AwsSettings
            {
                EndpointUrl = server.Url,
                Region = "us-east-1",
                RequesterPays = true,
            }
        );
        var store = new S3Store(session, TimeProvider.System);

        await using (await store.OpenAsync(Object, default))
        {
            // The headers were received.
        }
        await store
            .Awaiting(s => s.ListAsync(Object.Bucket, "", null, default).FirstOrDefaultAsync().AsTask())
            .Should()
            .ThrowAsync<StoreException>("it is not a listing");
        await store.WriteOnceAsync(
            Object,
            new byte[] { 1 },
            new Dictionary<string, string>(StringComparer.Ordinal),
            default
        );

        server
            .Requests.Should()
            .HaveCountGreaterThan(2)
            .And.OnlyContain(request => request.Header("x-amz-request-payer") == "requester");
        server
            .Requests.Should()
            .OnlyContain(request =>
                request.Header("Authorization")!.Contains("x-amz-request-payer", StringComparison.Ordinal)
            );
    }

    private static ScriptedS3 Throttled(TimeProvider clock, TimeSpan duration)
    {
        var start = clock.GetUtcNow();
        return ScriptedS3.Of(
            (_, _) =>
                clock.GetUtcNow() - start < duration
                    ? WireMessage.Answer(503, "application/xml", "<Error><Code>SlowDown</Code></Error>")
                    : WireMessage.Answer(200, "application/json\r\nETag: \"1\"", "content")
        );
    }
}
