using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Digests deleted by someone with write access to the bucket. A gap is always reported. It is invalid wherever signed
/// data proves it.
/// </summary>
public class DigestDeletionAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(8);

    [Fact]
    public async Task The_deleted_oldest_digest_is_reported_because_the_next_one_links_to_it()
    {
        Delete(0);

        (await _trail.VerifyAsync()).ShouldBeInvalid(Missing(0));
    }

    [Fact]
    public async Task A_deleted_digest_in_the_middle_is_reported_and_the_rest_is_still_checked()
    {
        Delete(4);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(Missing(4));
        outcome.ShouldConfirm(
            _trail.Digests.Where(digest => digest != _trail.Digests[4]).SelectMany(digest => digest.LogFiles)
        );
    }

    [Fact]
    public async Task Two_adjacent_deleted_digests_are_both_reported()
    {
        Delete(3, 4);

        (await _trail.VerifyAsync()).ShouldBeInvalid(Missing(4), MissingByRhythm(3));
    }

    [Fact]
    public async Task Five_adjacent_deleted_digests_are_all_reported()
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
    public async Task If_every_second_digest_is_deleted_each_is_reported_and_the_others_are_checked()
    {
        Delete(0, 2, 4, 6);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(Missing(6), Missing(4), Missing(2), Missing(0));
        outcome.Summary.Total.Digests.Valid.Should().Be(4);
    }

    [Fact]
    public async Task Deleted_newest_digests_leave_their_hours_uncovered()
    {
        Delete(6, 7);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAfterNewest, new DigestPeriod(_trail.Digests[6].Start, _trail.End))
        );
    }

    [Fact]
    public async Task Deleted_newest_digests_of_the_range_are_reported_because_a_later_digest_links_to_them()
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
    public async Task If_all_digests_are_deleted_nothing_is_covered()
    {
        Delete([.. Enumerable.Range(0, 8)]);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Fact]
    public async Task An_emptied_bucket_is_not_valid()
    {
        _trail.Store.Delete(_trail.Store.Locations);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Fact]
    public async Task A_digest_deleted_together_with_its_log_files_is_reported()
    {
        Delete(4);
        _trail.Store.Delete(_trail.Digests[4].LogFiles.Select(file => file.Location));

        (await _trail.VerifyAsync()).ShouldBeInvalid(Missing(4));
    }

    [Fact]
    public async Task Deleted_digests_before_a_restart_leave_their_hours_uncovered()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Home.Restart(TimeSpan.FromHours(2)).Hours(3);
        trail.Store.Delete(trail.Digests[2].Location);

        (await trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredRestart, new DigestPeriod(trail.Digests[1].End, trail.Digests[3].Start))
        );
    }

    [Fact]
    public async Task A_deleted_starting_digest_is_reported_because_the_next_one_links_to_it()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Home.Restart(TimeSpan.Zero).Hours(3);
        trail.Store.Delete(trail.Digests[3].Location);

        (await trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestMissing, trail.Digests[3].Location));
    }

    [Fact]
    public async Task A_bucket_rolled_back_to_an_older_state_does_not_cover_the_end_of_the_range()
    {
        var older = TrailSimulator.OfHours(5);

        var outcome = await older.VerifyAsync(request => request with { End = _trail.End }, _trail.End.AddDays(1));

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAfterNewest, new DigestPeriod(older.End, _trail.End))
        );
    }

    [Fact]
    public async Task A_requested_region_is_reported_if_all_of_it_is_deleted()
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
    public async Task The_home_region_is_reported_if_all_of_it_is_deleted()
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
    public async Task The_account_of_an_organization_trail_is_reported_if_all_of_it_is_deleted(params string[] regions)
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
