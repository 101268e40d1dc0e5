using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>Several trails can deliver into the same folders: what another trail's verified digests list is no forgery, and its claims alone are worth nothing.</summary>
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
    public async Task What_another_trail_lists_is_fine() => (await _trail.VerifyAsync()).ShouldBeValid();

    [Fact]
    public async Task What_another_trail_lists_in_a_backfill_digest_is_fine()
    {
        _other.Home.Backfill(_other.Digests[2].Start);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Another_trail_over_many_days_is_fine()
    {
        _trail.Home.Hours(24 * 6, logFiles: 3);
        _other.Home.Period(TimeSpan.FromMinutes(47)).Hours(24 * 6, logFiles: 3);

        (await _trail.VerifyAsync(request => request with { End = _trail.Home.Now })).ShouldBeValid();
    }

    [Fact]
    public async Task What_neither_trail_lists_is_invalid()
    {
        var forged = _other.Home.DeliverLogFile(_other.Digests[2].Start.AddMinutes(7)).Location;

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileUnlisted, forged));
    }

    [Fact]
    public async Task What_a_digest_of_another_trail_may_list_that_cannot_be_read_cannot_be_told()
    {
        _trail.Store.FailOn(_other.Digests[2].Location, "403 Forbidden");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(Each(FindingCode.LogFileUndecided, _other.Digests[2]));
    }

    [Fact]
    public async Task What_a_deleted_digest_of_another_trail_may_have_listed_cannot_be_told()
    {
        _trail.Store.Delete(_other.Digests[2].Location);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(Each(FindingCode.LogFileUndecided, _other.Digests[2]));
    }

    [Fact]
    public async Task Digests_of_another_trail_that_were_copied_without_metadata_speak_when_newer_ones_tell_their_signatures()
    {
        _trail.Home.Hours(3);
        _other.Home.Hours(3);
        foreach (var digest in _other.Digests)
            _trail.Store.EditMetadata(digest.Location, _ => null);

        // the newest of all is told by nobody
        (await _trail.VerifyAsync(request => request with { End = _other.Digests[5].End })).ShouldBeValid();
    }

    [Fact]
    public async Task The_digests_of_a_trail_that_an_attacker_makes_up_excuse_nothing()
    {
        var made = new TrailSimulator("made-up", store: _trail.Store);
        made.Home.Rotate(TestKey.Untrusted).Hours(6, logFiles: 1);

        (await _trail.VerifyAsync()).ShouldBeInvalid([
            .. made.Digests.SelectMany(digest => Each(FindingCode.LogFileUnlisted, digest)),
        ]);
    }

    [Fact]
    public async Task Junk_that_poses_as_digests_of_other_trails_excuses_nothing()
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
    public async Task A_genuine_digest_of_another_trail_that_is_replayed_excuses_nothing()
    {
        var third = new TrailSimulator("third-trail", store: _trail.Store);
        third.Home.Hours(1);
        var forged = _trail.Home.DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7)).Location;
        _trail.Store.Copy(third.Digests[0].Location, third.Home.LocationAt(_trail.Digests[2].End));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileUnlisted, forged));
    }

    [Fact]
    public async Task More_digests_of_other_trails_than_anybody_has_leave_it_open()
    {
        var forged = _trail.Home.DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7)).Location;
        for (var i = 0; i < 2_600; i++)
            _trail.Store.Put(
                _trail.Home.LocationAt(_trail.Digests[4].Start.AddSeconds(i), trailName: "junk"),
                "junk"u8.ToArray(),
                NoMetadata
            );

        // never looked at, so nothing of that day can be told
        (await _trail.VerifyAsync()).ShouldBeIncomplete([
            .. _other.Digests.SelectMany(digest => Each(FindingCode.LogFileUndecided, digest)),
            new Expected(FindingCode.LogFileUndecided, forged),
        ]);
    }

    private static Expected[] Each(FindingCode code, SimulatedDigest digest) =>
        [.. digest.LogFiles.Select(file => new Expected(code, file.Location))];
}
