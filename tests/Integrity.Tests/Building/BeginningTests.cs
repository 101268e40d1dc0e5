using Integrity.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>A chain starts at its first log file, unless the date in that file's name is implausibly old.</summary>
public class BeginningTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly BuilderFixture _fixture = new();

    [Fact]
    public async Task A_first_log_file_of_1970_does_not_create_half_a_million_digests()
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
            .And.EndWith("a chain starting there would have 485099 digests");
        refusal.Hint.Words().Should().Contain("--start-time 1970-01-01T00:00:00Z");
        _fixture.Store.Locations.Should().Equal(_fixture.Delivered);
    }

    [Fact]
    public async Task An_explicit_start_time_starts_the_chain_there()
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
    public async Task A_log_file_of_1970_that_appears_later_is_one_late_log_file()
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
    public async Task A_running_builder_does_not_start_again_if_the_newest_digest_is_deleted()
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
            .And.Contain("it was deleted");
        _fixture.Store.Locations.Should().NotContain(location => built.Any(digest => digest.Location == location));
    }
}
