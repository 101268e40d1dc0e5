using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>The environment fails, or is made to fail. Unreachable is not tampered with, and not valid: the one object could not be checked, and all others are.</summary>
public class StoreFailureTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    [Theory]
    [InlineData("403 Forbidden")]
    [InlineData("503 Slow Down")]
    [InlineData("the object is archived")]
    public async Task A_log_file_that_cannot_be_opened_could_not_be_checked(string problem)
    {
        var file = _trail.Digests[1].LogFiles[0];
        _trail.Store.FailOn(file.Location, problem);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.LogFileUnreadable, file.Location));
        outcome.ShouldConfirm(AllLogFiles().Where(other => other != file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_log_file_whose_body_is_cut_could_not_be_checked(int after)
    {
        var file = _trail.Digests[1].LogFiles[0];
        _trail.Store.CutBody(file.Location, after);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.LogFileUnreadable, file.Location));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_digest_that_cannot_be_opened_could_not_be_checked_and_the_walk_goes_on(int digest)
    {
        var victim = _trail.Digests[digest];
        _trail.Store.FailOn(victim.Location, "403 Forbidden");

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.DigestUnreadable, victim.Location));
        outcome.ShouldConfirm(AllLogFiles().Except(victim.LogFiles));
    }

    [Fact]
    public async Task A_digest_whose_body_is_cut_could_not_be_checked()
    {
        _trail.Store.CutBody(_trail.Digests[2].Location, 30);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.DigestUnreadable, _trail.Digests[2].Location)
        );
    }

    [Fact]
    public async Task Everything_unreadable_is_incomplete_and_nothing_is_invalid()
    {
        foreach (var location in _trail.Store.Locations)
            _trail.Store.FailOn(location, "503 Slow Down");

        (await _trail.VerifyAsync()).ShouldBeIncomplete([
            .. _trail.Digests.Select(digest => new Expected(FindingCode.DigestUnreadable, digest.Location)),
        ]);
    }

    [Fact]
    public async Task An_unreadable_object_does_not_outweigh_a_deleted_one()
    {
        _trail.Store.FailOn(_trail.Digests[0].LogFiles[0].Location, "503 Slow Down");
        _trail.Store.Delete(_trail.Digests[1].LogFiles[0].Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileUnreadable, _trail.Digests[0].LogFiles[0].Location),
            new Expected(FindingCode.LogFileMissing, _trail.Digests[1].LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_listed_could_not_be_checked()
    {
        _trail.Store.FailListing("");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.ListingUnreadable, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Fact]
    public async Task A_region_that_cannot_be_listed_could_not_be_checked_and_the_others_are()
    {
        _trail.In("eu-west-1").Hours(4);
        _trail.Store.FailListing("AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/");

        var outcome = await _trail.VerifyAsync();

        // main and backfill chain are listed each by itself
        var range = new DigestPeriod(TrailSimulator.Start, _trail.End);
        outcome.ShouldBeIncomplete(new Expected(FindingCode.ListingUnreadable, range));
        outcome.ShouldConfirm(AllLogFiles());
    }

    [Fact]
    public async Task A_former_bucket_that_cannot_be_listed_does_not_stop_the_present_one_from_being_checked()
    {
        _trail.AddLocation("amzn-s3-demo-former", "locked/");
        _trail.Store.FailListing("locked/");

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.ListingUnreadable, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
        outcome.ShouldConfirm(AllLogFiles());
    }

    [Fact]
    public async Task Keys_that_cannot_be_looked_up_leave_their_region_unchecked_and_the_others_checked()
    {
        _trail.In("eu-west-1").Hours(4);

        var outcome = await _trail.VerifyAsync(keys: new KeysOfOneRegion(_trail.Keys, TrailSimulator.HomeRegion));

        outcome.ShouldBeIncomplete(
            new Expected(FindingCode.KeysUnavailable, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
        outcome.ShouldConfirm(AllLogFiles());
    }

    private sealed class KeysOfOneRegion(KeyRing keys, string only) : IKeySource
    {
        public ValueTask<KeyRing> GetAsync(
            string region,
            DateTimeOffset from,
            DateTimeOffset until,
            CancellationToken cancellationToken
        ) => region == only ? ValueTask.FromResult(keys) : throw new StoreException("access denied");
    }

    private IEnumerable<SimulatedLogFile> AllLogFiles() => _trail.Digests.SelectMany(digest => digest.LogFiles);
}
