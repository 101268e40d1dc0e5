using Integrity.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>Where a chain begins: at its first log file, unless that is so long ago that the name may be a mistake.</summary>
public class BeginningTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly BuilderFixture _fixture = new();

    [Fact]
    public async Task A_first_log_file_of_1970_does_not_make_half_a_million_digests()
    {
        _fixture.Deliver(DateTimeOffset.UnixEpoch);
        _fixture.Deliver(Start);

        var refusal = (
            await FluentActions
                .Awaiting(() => _fixture.BuildAsync(Start.AddHours(1)))
                .Should()
                .ThrowAsync<BuildException>()
        ).Which;

        refusal
            .Message.Should()
            .Contain("19700101T0000Z")
            .And.EndWith("a chain from there on would have 485099 digests");
        refusal.Hint.Should().Contain("--start-time 1970-01-01T00:00:00Z");
        _fixture.Store.Locations.Should().Equal(_fixture.Delivered);
    }

    [Fact]
    public async Task Who_says_where_it_begins_gets_a_chain_as_long_as_that()
    {
        _fixture.Deliver(Start.AddDays(-4000));
        var request = _fixture.Request(Start.AddDays(-3999)) with { Start = Start.AddDays(-4000) };

        var built = await BuilderFixture.BuildAsync(
            new DigestBuilder(_fixture.Store, _fixture.Store, new FixedClock(Start)),
            request
        );

        built.Should().HaveCount(24);
        built[0].Digest.Period.Start.Should().Be(Start.AddDays(-4000));
    }

    [Fact]
    public async Task A_name_of_1970_that_turns_up_later_is_one_late_log_file_and_no_more()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(1));
        _fixture.Deliver(DateTimeOffset.UnixEpoch);
        var request = _fixture.Request(Start.AddHours(2)) with { LookBack = TimeSpan.MaxValue };

        var built = await BuilderFixture.BuildAsync(
            new DigestBuilder(_fixture.Store, _fixture.Store, new FixedClock(Start.AddHours(2))),
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
        _fixture.Deliver(Start);
        var clock = new SettableClock(Start.AddHours(2));
        var builder = new DigestBuilder(_fixture.Store, _fixture.Store, clock);
        var built = await BuilderFixture.BuildAsync(builder, _fixture.Request(clock.Now));
        _fixture.Store.Delete(built.Select(digest => digest.Location));
        clock.Now = Start.AddHours(3);

        (
            await FluentActions
                .Awaiting(() => BuilderFixture.BuildAsync(builder, _fixture.Request(clock.Now)))
                .Should()
                .ThrowAsync<BuildException>()
        )
            .Which.Message.Should()
            .Contain(built[1].Location.ToString())
            .And.Contain("it is gone");
        _fixture.Store.Locations.Should().NotContain(location => built.Any(digest => digest.Location == location));
    }
}
