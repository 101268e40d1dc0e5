using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>Digests deleted by someone with write access to the bucket. A hole is always told; it is Invalid wherever something signed says that it is one.</summary>
public class DigestDeletionAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(8);

    [Fact]
    public async Task The_oldest_digest_deleted_is_missed_by_its_successor()
    {
        Delete(0);

        (await _trail.VerifyAsync()).ShouldBeInvalid(Missing(0));
    }

    [Fact]
    public async Task A_digest_deleted_in_the_middle_is_missed_and_the_rest_is_still_checked()
    {
        Delete(4);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(Missing(4));
        outcome.ShouldConfirm(
            _trail.Digests.Where(digest => digest != _trail.Digests[4]).SelectMany(digest => digest.LogFiles)
        );
    }

    [Fact]
    public async Task Two_adjacent_digests_deleted_are_both_named()
    {
        Delete(3, 4);

        (await _trail.VerifyAsync()).ShouldBeInvalid(Missing(4), MissingByRhythm(3));
    }

    [Fact]
    public async Task Five_adjacent_digests_deleted_are_all_named()
    {
        Delete(1, 2, 3, 4, 5);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            Missing(5),
            MissingByRhythm(4),
            MissingByRhythm(3),
            MissingByRhythm(2),
            MissingByRhythm(1)
        );
    }

    [Fact]
    public async Task Every_second_digest_deleted_is_named_and_those_between_are_checked()
    {
        Delete(0, 2, 4, 6);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(Missing(6), Missing(4), Missing(2), Missing(0));
        outcome.Summary.Total.Digests.Valid.Should().Be(4);
    }

    [Fact]
    public async Task The_newest_digests_deleted_leave_their_hours_uncovered()
    {
        Delete(6, 7);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAfterNewest, new DigestPeriod(_trail.Digests[6].Start, _trail.End))
        );
    }

    [Fact]
    public async Task The_newest_digests_of_the_range_deleted_are_missed_by_a_digest_beyond_it()
    {
        Delete(2, 3, 4, 5);
        var end = _trail.Digests[3].End;

        var outcome = await _trail.VerifyAsync(request => request with { End = end });

        outcome.Verdict.Should().Be(Verdict.Invalid);
        outcome
            .Findings.Select(finding => finding.ToString())
            .Should()
            .Contain([MissingByRhythm(3).ToString(), MissingByRhythm(2).ToString()]);
    }

    [Fact]
    public async Task All_digests_deleted_leave_nothing_covered()
    {
        Delete([.. Enumerable.Range(0, 8)]);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Fact]
    public async Task Everything_deleted_is_not_valid()
    {
        _trail.Store.Delete(_trail.Store.Locations);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Fact]
    public async Task A_digest_deleted_together_with_its_log_files_is_missed_all_the_same()
    {
        Delete(4);
        _trail.Store.Delete(_trail.Digests[4].LogFiles.Select(file => file.Location));

        (await _trail.VerifyAsync()).ShouldBeInvalid(Missing(4));
    }

    [Fact]
    public async Task Older_digests_deleted_before_a_restart_leave_their_hours_uncovered()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Home.Restart(TimeSpan.FromHours(2)).Hours(3);
        trail.Store.Delete(trail.Digests[2].Location);

        (await trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredRestart, new DigestPeriod(trail.Digests[1].End, trail.Digests[3].Start))
        );
    }

    [Fact]
    public async Task The_starting_digest_of_a_restart_deleted_is_missed_by_its_successor()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Home.Restart(TimeSpan.Zero).Hours(3);
        trail.Store.Delete(trail.Digests[3].Location);

        (await trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestMissing, trail.Digests[3].Location));
    }

    [Fact]
    public async Task A_bucket_rolled_back_to_an_older_state_ends_too_early()
    {
        var older = TrailSimulator.OfHours(5);

        var outcome = await older.VerifyAsync(request => request with { End = _trail.End }, _trail.End.AddDays(1));

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAfterNewest, new DigestPeriod(older.End, _trail.End))
        );
    }

    [Fact]
    public async Task A_region_asked_for_by_name_is_missed_when_all_of_it_is_deleted()
    {
        _trail.In("eu-west-1").Hours(8);
        _trail.Store.Delete(
            _trail.Store.Locations.Where(location => location.Path.Contains("/eu-west-1/", StringComparison.Ordinal))
        );

        var outcome = await _trail.VerifyAsync(request => request with { Regions = ["eu-west-1", "us-east-2"] });

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
        outcome.Findings.Should().ContainSingle();
    }

    [Fact]
    public async Task The_home_region_is_missed_when_all_of_it_is_deleted_and_no_region_was_named()
    {
        _trail.In("eu-west-1").Hours(8);
        _trail.Store.Delete(
            _trail.Store.Locations.Where(location => location.Path.Contains("/us-east-2/", StringComparison.Ordinal))
        );

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Theory]
    [InlineData()]
    [InlineData("us-east-2")]
    public async Task The_own_account_of_an_organization_s_trail_is_missed_when_all_of_it_is_deleted(
        params string[] regions
    )
    {
        var store = new MemoryStore();
        var member = new TrailSimulator(account: "444455556666", organization: "o-exampleorg", store: store);
        member.Home.Hours(8);
        var trail = new TrailSimulator(organization: "o-exampleorg", store: store);
        trail.Home.Hours(8);
        store.Delete(
            store.Locations.Where(location => location.Path.Contains($"/{trail.Account}/", StringComparison.Ordinal))
        );

        var outcome = await trail.VerifyAsync(request => request with { Regions = regions });

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, trail.End))
        );
        outcome.Summary.Total.LogFiles.Valid.Should().Be(16);
    }

    private void Delete(params IEnumerable<int> digests) =>
        _trail.Store.Delete(digests.Select(i => _trail.Digests[i].Location));

    private Expected Missing(int digest) => new(FindingCode.DigestMissing, _trail.Digests[digest].Location);

    private Expected MissingByRhythm(int digest) =>
        new(FindingCode.DigestMissingByRhythm, _trail.Digests[digest].Location);
}
