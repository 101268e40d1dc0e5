using Integrity.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>Where a chain begins: at its first log file, unless that is so long ago that the name may be a mistake.</summary>
public class BeginningTests
{
    private static readonly DateTimeOffset Start = BuilderBench.Start;

    private readonly BuilderBench _bench = new();

    [Fact]
    public async Task A_first_log_file_of_1970_does_not_make_half_a_million_digests()
    {
        _bench.Deliver(DateTimeOffset.UnixEpoch);
        _bench.Deliver(Start);

        var refusal = (
            await FluentActions
                .Awaiting(() => _bench.BuildAsync(Start.AddHours(1)))
                .Should()
                .ThrowAsync<BuildException>()
        ).Which;

        refusal
            .Message.Should()
            .Contain("19700101T0000Z")
            .And.EndWith("a chain from there on would have 485099 digests");
        refusal.Hint.Should().Contain("--start-time 1970-01-01T00:00:00Z");
        _bench.Store.Locations.Should().Equal(_bench.Delivered);
    }

    [Fact]
    public async Task Who_says_where_it_begins_gets_a_chain_as_long_as_that()
    {
        _bench.Deliver(Start.AddDays(-4000));
        var request = _bench.Request(Start.AddDays(-3999)) with { Start = Start.AddDays(-4000) };

        var built = await BuilderBench.BuildAsync(
            new DigestBuilder(_bench.Store, _bench.Store, new FixedClock(Start)),
            request
        );

        built.Should().HaveCount(24);
        built[0].Digest.Period.Start.Should().Be(Start.AddDays(-4000));
    }

    [Fact]
    public async Task A_name_of_1970_that_turns_up_later_is_one_late_log_file_and_no_more()
    {
        _bench.Deliver(Start);
        await _bench.BuildAsync(Start.AddHours(1));
        _bench.Deliver(DateTimeOffset.UnixEpoch);
        var request = _bench.Request(Start.AddHours(2)) with { LookBack = TimeSpan.MaxValue };

        var built = await BuilderBench.BuildAsync(
            new DigestBuilder(_bench.Store, _bench.Store, new FixedClock(Start.AddHours(2))),
            request
        );

        built
            .Where(digest => digest.IsBackfill)
            .Should()
            .ContainSingle()
            .Which.Digest.LogFiles.Should()
            .ContainSingle();
    }

    [Fact]
    public async Task A_newest_digest_that_vanishes_under_a_running_builder_does_not_make_it_begin_anew()
    {
        _bench.Deliver(Start);
        var clock = new SettableClock(Start.AddHours(2));
        var builder = new DigestBuilder(_bench.Store, _bench.Store, clock);
        var built = await BuilderBench.BuildAsync(builder, _bench.Request(clock.Now));
        _bench.Store.Delete(built.Select(digest => digest.Location));
        clock.Now = Start.AddHours(3);

        (
            await FluentActions
                .Awaiting(() => BuilderBench.BuildAsync(builder, _bench.Request(clock.Now)))
                .Should()
                .ThrowAsync<BuildException>()
        )
            .Which.Message.Should()
            .Contain(built[1].Location.ToString())
            .And.Contain("it is gone");
        _bench.Store.Locations.Should().NotContain(location => built.Any(digest => digest.Location == location));
    }
}
