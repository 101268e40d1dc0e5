using Integrity.Aws;
using Integrity.Aws.S3;

namespace Integrity.IntegrationTests.S3;

/// <summary>The minimum rate of a response body, with a fake clock.</summary>
public sealed class PacedBodyTests
{
    private static readonly AwsSettings Settings = new()
    {
        RateWindow = TimeSpan.FromSeconds(60),
        MinBytesPerSecond = 100,
    };

    [Theory]
    [InlineData(5, 5)]
    [InlineData(400, 5)]
    [InlineData(1, 0.02)]
    public async Task A_body_below_the_minimum_rate_is_aborted(int bytes, double seconds)
    {
        var clock = new WaitingClock();
        await using var body = Body(clock, bytes, seconds);

        var reading = () => ReadAsync(body, reads: 100_000, _ => { });

        (await reading.Should().ThrowAsync<SlowBodyException>()).WithMessage(
            "the server sent less than 100 bytes per second over 60 s"
        );
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(66), "it is aborted after one window");
    }

    [Theory]
    [InlineData(500, 5)]
    [InlineData(10_000, 25)]
    public async Task A_body_at_the_minimum_rate_has_no_time_limit(int bytes, double seconds)
    {
        var clock = new WaitingClock();
        await using var body = Body(clock, bytes, seconds);

        await ReadAsync(body, reads: 1_000, _ => { });

        clock.Elapsed.Should().BeGreaterThan(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_time_between_reads_does_not_count()
    {
        var clock = new WaitingClock();
        await using var body = Body(clock, 1, seconds: 0);

        await ReadAsync(body, reads: 1_000, _ => clock.Pass(TimeSpan.FromMinutes(1)));
    }

    private static PacedBody Body(WaitingClock clock, int bytes, double seconds)
    {
        var stream = new SlowStream(clock, bytes, TimeSpan.FromSeconds(seconds));
        return new PacedBody(new HttpResponseMessage { Content = new StreamContent(stream) }, Settings, clock);
    }

    private static async Task ReadAsync(PacedBody body, int reads, Action<int> work)
    {
        var buffer = new byte[64 << 10];
        for (var i = 0; i < reads; i++)
            work(await body.ReadAsync(buffer, CancellationToken.None));
    }

    private sealed class SlowStream(WaitingClock clock, int bytes, TimeSpan pause) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            clock.Pass(pause);
            return ValueTask.FromResult(bytes);
        }
    }

    private sealed class WaitingClock : TimeProvider
    {
        public TimeSpan Elapsed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => Elapsed += time;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
