using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Several trails that deliver into the same folders. What verified digests of another trail list is no forgery.
/// Unverified ones count for nothing.
/// </summary>
public class OtherTrailTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);
    private readonly TrailSimulator _other;

    public OtherTrailTests()
    {
        _other = new TrailSimulator("other-trail", store: _trail.Store);
        _other.Home.Hours(6);
    }

    [Fact]
    public async Task Log_files_that_another_trail_lists_are_fine() => (await _trail.VerifyAsync()).ShouldBeValid();

    [Fact]
    public async Task Log_files_in_a_backfill_digest_of_another_trail_are_fine()
    {
        _other.Home.Backfill(_other.Digests[2].Start);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Log_files_that_another_trail_lists_over_many_days_are_fine()
    {
        _trail.Home.Hours(24 * 6, logFiles: 3);
        _other.Home.Period(TimeSpan.FromMinutes(47)).Hours(24 * 6, logFiles: 3);

        (await _trail.VerifyAsync(request => request with { End = _trail.Home.Now })).ShouldBeValid();
    }

    [Fact]
    public async Task A_log_file_that_neither_trail_lists_is_invalid()
    {
        var forged = _other.Home.DeliverLogFile(_other.Digests[2].Start.AddMinutes(7)).Location;

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileUnlisted, forged));
    }

    [Fact]
    public async Task An_unreadable_digest_of_another_trail_may_list_the_log_file()
    {
        _trail.Store.FailOn(_other.Digests[2].Location, "403 Forbidden");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(Each(FindingCode.LogFileUndecided, _other.Digests[2]));
    }

    [Fact]
    public async Task A_deleted_digest_of_another_trail_may_have_listed_the_log_file()
    {
        _trail.Store.Delete(_other.Digests[2].Location);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(Each(FindingCode.LogFileUndecided, _other.Digests[2]));
    }

    [Fact]
    public async Task Digests_of_another_trail_without_metadata_count_if_newer_ones_record_their_signatures()
    {
        _trail.Home.Hours(3);
        _other.Home.Hours(3);
        foreach (var digest in _other.Digests)
            _trail.Store.EditMetadata(digest.Location, _ => null);

        // No digest records the signature of the newest one.
        (await _trail.VerifyAsync(request => request with { End = _other.Digests[5].End })).ShouldBeValid();
    }

    [Fact]
    public async Task Digests_of_a_fake_trail_excuse_nothing()
    {
        var made = new TrailSimulator("made-up", store: _trail.Store);
        made.Home.Rotate(TestKey.Untrusted).Hours(6, logFiles: 1);

        (await _trail.VerifyAsync()).ShouldBeInvalid([
            .. made.Digests.SelectMany(digest => Each(FindingCode.LogFileUnlisted, digest)),
        ]);
    }

    [Fact]
    public async Task Junk_named_like_digests_of_other_trails_excuses_nothing()
    {
        var forged = _trail.Home.DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7)).Location;
        for (var minute = 0; minute < 60; minute++)
            _trail.Store.Put(
                _trail.Home.LocationAt(_trail.Digests[2].Start.AddMinutes(minute), trailName: $"junk-{minute}"),
                "junk"u8.ToArray(),
                NoMetadata
            );

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileUnlisted, forged));
    }

    [Fact]
    public async Task A_replayed_digest_of_another_trail_excuses_nothing()
    {
        var third = new TrailSimulator("third-trail", store: _trail.Store);
        third.Home.Hours(1);
        var forged = _trail.Home.DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7)).Location;
        _trail.Store.Copy(third.Digests[0].Location, third.Home.LocationAt(_trail.Digests[2].End));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileUnlisted, forged));
    }

    [Fact]
    public async Task An_implausible_number_of_digests_of_other_trails_leaves_it_undecided()
    {
        var forged = _trail.Home.DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7)).Location;
        for (var i = 0; i < 2_600; i++)
            _trail.Store.Put(
                _trail.Home.LocationAt(_trail.Digests[4].Start.AddSeconds(i), trailName: "junk"),
                "junk"u8.ToArray(),
                NoMetadata
            );

        // They are never read, so the whole day is undecided.
        (await _trail.VerifyAsync()).ShouldBeIncomplete([
            .. _other.Digests.SelectMany(digest => Each(FindingCode.LogFileUndecided, digest)),
            new Expected(FindingCode.LogFileUndecided, forged),
        ]);
    }

    private static Expected[] Each(FindingCode code, SimulatedDigest digest) =>
        [.. digest.LogFiles.Select(file => new Expected(code, file.Location))];
}
