using Integrity.Building;
using Integrity.CloudTrail;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>
/// A wrong clock stops the builder until the clock is right. It never causes overlapping or unordered periods.
/// </summary>
public class ClockTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly BuilderFixture _fixture = new();

    [Fact]
    public async Task Hours_in_the_future_are_never_built()
    {
        _fixture.Deliver(Start);
        var builder = new DigestBuilder(_fixture.Store, _fixture.Store, new FixedClock(Start.AddMinutes(119)));

        (await BuilderFixture.BuildAsync(builder, _fixture.Request(Start.AddHours(9)))).Should().ContainSingle();
    }

    [Fact]
    public async Task A_clock_behind_the_newest_digest_stops_the_builder_until_it_has_caught_up()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(5));

        var refusal = (
            await FluentActions
                .Awaiting(() => _fixture.BuildAsync(Start.AddHours(3)))
                .Should()
                .ThrowAsync<BuildException>()
        ).Which;

        refusal
            .Message.Should()
            .EndWith("ends at 2025-05-04T15:00:00Z, but the clock says that it is 2025-05-04T13:00:00Z");
        refusal.Hint.Words().Should().Contain("clock");
        (await _fixture.BuildAsync(Start.AddHours(6)))
            .Should()
            .ContainSingle()
            .Which.Digest.Period.Start.Should()
            .Be(Start.AddHours(5));
    }

    [Fact]
    public async Task A_digest_is_not_written_if_the_clock_goes_back_while_it_is_built()
    {
        _fixture.Deliver(Start);
        var clock = new SettableClock(Start.AddHours(2));
        var signers = new ClockChangingSigners(
            _fixture.Request(clock.Now).Signers,
            () => clock.Now = Start.AddMinutes(90)
        );
        var build = () =>
            BuilderFixture.BuildAsync(
                new DigestBuilder(_fixture.Store, _fixture.Store, clock),
                _fixture.Request(clock.Now) with
                {
                    Signers = signers,
                }
            );

        (await build.Should().ThrowAsync<BuildException>()).WithMessage(
            "*T120000Z.json.gz would end in the future: the clock was set back to 2025-05-04T11:30:00Z"
        );
        _fixture
            .Store.Locations.Where(location => DigestPath.TryParse(location.Path, out _))
            .Should()
            .ContainSingle("only the complete hour has a digest");
    }

    [Fact]
    public async Task Log_files_of_hours_built_by_a_fast_clock_are_listed_as_late()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(4));
        foreach (var minute in (int[])[30, 90, 150, 210])
            _fixture.Deliver(Start.AddMinutes(minute));

        await _fixture.BuildAsync(Start.AddHours(5));

        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(5));
    }

    private sealed class ClockChangingSigners(ISignerSource inner, Action turn) : ISignerSource
    {
        public ValueTask<IDigestSigner?> GetAsync(
            string region,
            DateTimeOffset time,
            CancellationToken cancellationToken = default
        )
        {
            if (time > Start.AddHours(1))
                turn();
            return inner.GetAsync(region, time, cancellationToken);
        }
    }
}
