using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>What is checked at the edges of the range, and what is expected of the time just before now.</summary>
public class RangeEdgeTests
{
    private static readonly DateTimeOffset Start = TrailSimulator.Start;

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(8);

    [Fact]
    public async Task An_empty_range_of_a_chain_is_never_valid()
    {
        var outcome = await _trail.VerifyAsync(
            request => request with { Start = Start.AddDays(10), End = Start.AddDays(11) },
            Start.AddDays(20)
        );

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(Start.AddDays(10), Start.AddDays(11)))
        );
    }

    [Fact]
    public async Task A_zero_length_range_in_an_empty_bucket_is_never_valid()
    {
        var empty = new TrailSimulator();
        empty.Home.Hours(0);

        (await empty.VerifyAsync(request => request with { End = request.Start }))
            .Verdict.Should()
            .Be(Verdict.Incomplete);
    }

    [Fact]
    public async Task A_range_before_the_start_of_the_chain_is_not_covered()
    {
        var outcome = await _trail.VerifyAsync(request => request with { Start = Start.AddDays(-1) });

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredBeforeOldest, new DigestPeriod(Start.AddDays(-1), Start))
        );
    }

    [Fact]
    public async Task The_last_two_hours_need_no_digest()
    {
        var now = _trail.End.AddHours(2);

        (await _trail.VerifyAsync(request => request with { End = now }, now)).ShouldBeValid();
    }

    [Fact]
    public async Task One_second_more_than_two_hours_is_not_covered()
    {
        var now = _trail.End.AddHours(2).AddSeconds(1);

        var outcome = await _trail.VerifyAsync(request => request with { End = now }, now);

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAfterNewest, new DigestPeriod(_trail.End, _trail.End.AddSeconds(1)))
        );
    }

    [Fact]
    public async Task An_end_in_the_far_future_counts_as_now()
    {
        (
            await _trail.VerifyAsync(request => request with { End = DateTimeOffset.MaxValue }, _trail.End.AddHours(1))
        ).ShouldBeValid();
    }

    [Fact]
    public async Task A_late_digest_that_ends_long_after_the_range_still_covers_it()
    {
        var trail = TrailSimulator.OfHours(1);
        trail.Home.Period(TimeSpan.FromHours(5)).Hours(2);

        var outcome = await trail.VerifyAsync(request => request with { End = Start.AddHours(3) });

        outcome.ShouldBeValid();
        outcome.ShouldConfirm(trail.Digests[1].LogFiles);
    }

    [Fact]
    public async Task A_digest_after_the_range_can_be_signed_with_a_newer_key()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Home.Rotate(TestKey.Second).Hours(1);
        var keys = new KeysByTime(
            new KeyRing(
                trail.Keys.Entries.Select(entry =>
                    entry.ValidUntil is null && entry.Key.Pkcs1Der.Span.SequenceEqual(TestKey.Second.Der)
                        ? new TrustedKey(entry.Key, entry.Region, trail.End.AddMinutes(90))
                        : entry
                )
            )
        );

        var outcome = await trail.VerifyAsync(request => request with { End = Start.AddHours(3) }, keys: keys);

        outcome.ShouldBeValid();
    }

    /// <summary>Returns only the keys of the requested time, as CloudTrail does.</summary>
    private sealed class KeysByTime(KeyRing all) : IKeySource
    {
        public ValueTask<KeyRing> GetAsync(
            string region,
            DateTimeOffset from,
            DateTimeOffset until,
            CancellationToken cancellationToken = default
        ) =>
            ValueTask.FromResult(
                new KeyRing(
                    all.Entries.Where(entry =>
                        (entry.ValidFrom ?? from) <= until && (entry.ValidUntil ?? until) >= from
                    )
                )
            );
    }

    [Fact]
    public async Task The_whole_calendar_can_be_verified()
    {
        var outcome = await _trail.VerifyAsync(
            request => request with { Start = DateTimeOffset.MinValue, End = DateTimeOffset.MaxValue },
            _trail.End
        );

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredBeforeOldest, new DigestPeriod(DateTimeOffset.MinValue, Start))
        );
    }

    [Fact]
    public async Task A_digest_that_ends_at_the_start_of_the_range_is_checked()
    {
        _trail.Store.Delete(_trail.Digests[2].LogFiles[0].Location);

        (await _trail.VerifyAsync(request => request with { Start = _trail.Digests[2].End })).ShouldBeInvalid(
            new Expected(FindingCode.LogFileMissing, _trail.Digests[2].LogFiles[0].Location)
        );
        (
            await _trail.VerifyAsync(request => request with { Start = _trail.Digests[2].End.AddSeconds(1) })
        ).ShouldBeValid();
    }

    [Fact]
    public async Task A_digest_that_ends_one_hour_after_the_range_is_checked()
    {
        _trail.Store.Delete(_trail.Digests[6].LogFiles[0].Location);

        (await _trail.VerifyAsync(request => request with { End = _trail.Digests[5].End })).ShouldBeInvalid(
            new Expected(FindingCode.LogFileMissing, _trail.Digests[6].LogFiles[0].Location)
        );
        (
            await _trail.VerifyAsync(request => request with { End = _trail.Digests[5].End.AddSeconds(-1) })
        ).ShouldBeValid();
    }

    [Fact]
    public async Task A_range_within_one_hour_is_covered_by_the_digest_of_that_hour() =>
        (
            await _trail.VerifyAsync(request =>
                request with
                {
                    Start = Start.AddMinutes(200),
                    End = Start.AddMinutes(210),
                }
            )
        ).ShouldBeValid();

    [Fact]
    public async Task A_range_that_ends_before_it_starts_is_rejected_before_any_work()
    {
        var verify = () => _trail.VerifyAsync(request => request with { Start = request.End, End = request.Start });

        await verify.Should().ThrowAsync<ArgumentException>();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(90)]
    public async Task A_digest_that_is_not_hourly_covers_its_own_period(int minutes)
    {
        var trail = TrailSimulator.OfHours(2);
        trail.Home.Period(TimeSpan.FromMinutes(minutes)).Hours(2);

        (await trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Any_number_of_hostile_regions_does_not_overflow_the_uncovered_duration()
    {
        // Any folder that looks like a region is a chain, and each leaves the whole range uncovered.
        for (var i = 0; i < 20; i++)
            _trail.Store.Put(new TrailSimulator(store: _trail.Store).In($"xx-{i}").LocationAt(Start), []);

        var outcome = await _trail.VerifyAsync(request => request with { Start = DateTimeOffset.MinValue });

        outcome.Verdict.Should().Be(Verdict.Invalid);
    }
}
