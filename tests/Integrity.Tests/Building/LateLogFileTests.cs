using Integrity.Building;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>
/// Log files delivered after the digest of their hour was written. Each is listed in one backfill digest.
/// </summary>
public class LateLogFileTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly BuilderFixture _fixture = new();

    [Fact]
    public async Task A_late_log_file_is_listed_in_a_backfill_digest_of_its_hour()
    {
        await BuildHoursAsync(2);
        var late = _fixture.Deliver(Start.AddMinutes(20));

        var built = await _fixture.BuildAsync(Start.AddHours(3));

        built.Select(digest => digest.IsBackfill).Should().Equal(false, true);
        var backfill = built[1].Digest;
        backfill.LogFiles.Should().ContainSingle().Which.Location.Should().Be(late);
        backfill.Period.Should().Be(new DigestPeriod(Start, Start.AddHours(1)));
        backfill.Previous.Should().BeNull("it is the first backfill digest");
        built[1].Location.Path.Should().EndWith("_20250504T110000Z_backfill.json.gz");
        _fixture
            .Store.MetadataOf(built[1].Location)
            .Should()
            .Contain("backfill-generation-timestamp", "2025-05-04T13:00:00Z");
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(3));
    }

    [Fact]
    public async Task Several_hours_with_late_log_files_have_linked_backfill_digests_in_order()
    {
        await BuildHoursAsync(4);
        foreach (var minute in (int[])[190, 10, 70, 15])
            _fixture.Deliver(Start.AddMinutes(minute));

        var backfills = (await _fixture.BuildAsync(Start.AddHours(5))).Where(digest => digest.IsBackfill).ToList();

        backfills
            .Select(digest => (digest.Digest.Period.End, digest.Digest.LogFiles.Count))
            .Should()
            .Equal((Start.AddHours(1), 2), (Start.AddHours(2), 1), (Start.AddHours(4), 1));
        backfills
            .Select(digest => digest.Digest.Previous?.Location)
            .Should()
            .Equal(null, backfills[0].Location, backfills[1].Location);
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(5));
    }

    [Fact]
    public async Task A_log_file_of_an_hour_already_backfilled_is_listed_in_the_next_free_hour()
    {
        await BuildHoursAsync(3);
        _fixture.Deliver(Start.AddMinutes(80));
        await _fixture.BuildAsync(Start.AddHours(4));
        var later = _fixture.Deliver(Start.AddMinutes(10));

        var backfill = (await _fixture.BuildAsync(Start.AddHours(5))).Single(digest => digest.IsBackfill).Digest;

        backfill.Period.Should().Be(new DigestPeriod(Start.AddHours(2), Start.AddHours(3)));
        backfill.LogFiles.Should().ContainSingle().Which.Location.Should().Be(later);
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(5));
    }

    [Fact]
    public async Task A_late_log_file_waits_for_the_next_hour_if_none_is_free()
    {
        await BuildHoursAsync(1);
        _fixture.Deliver(Start.AddMinutes(70));
        await _fixture.BuildAsync(Start.AddHours(2));
        _fixture.Deliver(Start.AddMinutes(75));
        _fixture.Deliver(Start.AddMinutes(135));
        await _fixture.BuildAsync(Start.AddHours(3));

        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(3));
    }

    [Fact]
    public async Task A_log_file_from_before_the_chain_started_is_listed()
    {
        await BuildHoursAsync(2);
        _fixture.Deliver(Start.AddMinutes(-90));

        await _fixture.BuildAsync(Start.AddHours(3));

        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(3), from: Start.AddHours(-2), isCovered: false);
    }

    [Fact]
    public async Task Log_files_before_an_explicit_start_are_not_late()
    {
        _fixture.Deliver(Start.AddHours(-3));
        _fixture.Deliver(Start);
        var request = _fixture.Request(Start.AddHours(2)) with { Start = Start };

        var built = await BuilderFixture.BuildAsync(
            new DigestBuilder(_fixture.Store, _fixture.Store, new FixedClock(Start.AddHours(2))),
            request
        );

        built.Should().OnlyContain(digest => !digest.IsBackfill).And.HaveCount(2);
        built[0].Digest.Period.Start.Should().Be(Start);
    }

    [Fact]
    public async Task Log_files_older_than_the_look_back_are_listed_only_on_request()
    {
        await BuildHoursAsync(30);
        _fixture.Deliver(Start.AddMinutes(5));

        (await _fixture.BuildAsync(Start.AddHours(31))).Should().ContainSingle("the default look-back is one day");
        var request = _fixture.Request(Start.AddHours(32)) with { LookBack = TimeSpan.MaxValue };
        var built = await BuilderFixture.BuildAsync(
            new DigestBuilder(_fixture.Store, _fixture.Store, new FixedClock(Start.AddHours(32))),
            request
        );

        built.Select(digest => digest.IsBackfill).Should().Equal(false, true);
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(32));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(72)]
    public async Task A_builder_that_was_stopped_looks_back_from_its_last_digest(int hoursAway)
    {
        await BuildHoursAsync(30);
        // This file is less than a day older than the last digest.
        _fixture.Deliver(Start.AddHours(7));

        var built = await _fixture.BuildAsync(Start.AddHours(30 + hoursAway));

        built.Count(digest => digest.IsBackfill).Should().Be(1);
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(30 + hoursAway));
    }

    [Fact]
    public async Task A_builder_whose_search_failed_looks_back_as_far_again()
    {
        await BuildHoursAsync(30);
        _fixture.Deliver(Start.AddHours(7));
        var clock = new SettableClock(Start.AddHours(31));
        var builder = new DigestBuilder(
            _fixture.Store,
            new CrashingWriter(_fixture.Store, atWrite: 1, afterwards: false),
            clock
        );
        await FluentActions
            .Awaiting(() => BuilderFixture.BuildAsync(builder, _fixture.Request(clock.Now)))
            .Should()
            .ThrowAsync<StoreException>("writing the backfill digest fails");
        clock.Now = Start.AddHours(60);

        (await BuilderFixture.BuildAsync(builder, _fixture.Request(clock.Now)))
            .Count(digest => digest.IsBackfill)
            .Should()
            .Be(1);

        await _fixture.ShouldListEachLogFileOnceAsync(clock.Now);
    }

    [Fact]
    public async Task A_running_builder_reads_no_digest_again()
    {
        var store = new CountingStore(_fixture.Store);
        var clock = new SettableClock(Start.AddHours(1));
        var builder = new DigestBuilder(store, store, clock);
        for (var hour = 1; hour <= 30; hour++)
        {
            _fixture.Deliver(Start.AddHours(hour - 1));
            if (hour > 1)
                _fixture.Deliver(Start.AddHours(hour - 2).AddMinutes(1));
            clock.Now = Start.AddHours(hour);
            await BuilderFixture.BuildAsync(builder, _fixture.Request(clock.Now));
        }

        store.OpenedDigests.Should().Be(0, "the builder remembers what it has written");
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(30));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    public async Task Log_files_of_a_changed_digest_are_not_signed_again(string change)
    {
        foreach (var minute in (int[])[5, 65, 125])
            _fixture.Deliver(Start.AddMinutes(minute));
        var built = await _fixture.BuildAsync(Start.AddHours(3));
        if (change == "deleted")
            _fixture.Store.Delete([built[1].Location]);
        else
            _fixture.Store.EditInflated(built[1].Location, body => [.. body, (byte)' ']);
        var late = _fixture.Deliver(Start.AddMinutes(126));

        var later = new List<BuiltDigest>();
        var build = async () =>
        {
            await foreach (
                var digest in new DigestBuilder(
                    _fixture.Store,
                    _fixture.Store,
                    new FixedClock(Start.AddHours(4))
                ).BuildAsync(_fixture.Request(Start.AddHours(4)))
            )
                later.Add(digest);
        };

        (await build.Should().ThrowAsync<BuildException>())
            .Which.Message.Should()
            .Contain(built[1].Location.ToString());
        later
            .Single(digest => digest.IsBackfill)
            .Digest.LogFiles.Select(file => file.Location)
            .Should()
            .Equal([late], "only late log files of hours with an authentic digest are listed");
    }

    [Fact]
    public async Task No_late_log_file_is_listed_if_the_backfill_chain_cannot_be_verified()
    {
        await BuildHoursAsync(2);
        _fixture.Deliver(Start.AddMinutes(20));
        var backfill = (await _fixture.BuildAsync(Start.AddHours(3))).Single(digest => digest.IsBackfill);
        _fixture.Store.EditMetadata(backfill.Location, _ => []);
        _fixture.Deliver(Start.AddMinutes(25));

        await FluentActions
            .Awaiting(() => _fixture.BuildAsync(Start.AddHours(4)))
            .Should()
            .ThrowAsync<BuildException>();

        _fixture
            .Store.Locations.Count(location => location.Path.Contains("_backfill", StringComparison.Ordinal))
            .Should()
            .Be(1);
        _fixture
            .Store.Locations.Should()
            .Contain(
                location => location.Path.EndsWith("T140000Z.json.gz", StringComparison.Ordinal),
                "the main chain continues"
            );
    }

    private async Task BuildHoursAsync(int hours)
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(hours));
    }
}
