using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// The environment fails, or is made to fail. An unreachable object is neither modified nor valid: it could not be
/// checked, and all others are.
/// </summary>
public class StoreFailureTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    [Theory]
    [InlineData("403 Forbidden")]
    [InlineData("503 Slow Down")]
    [InlineData("the object is archived")]
    public async Task An_unreadable_log_file_is_reported_as_unchecked(string problem)
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
    public async Task A_log_file_with_an_interrupted_download_is_reported_as_unchecked(int after)
    {
        var file = _trail.Digests[1].LogFiles[0];
        _trail.Store.CutBody(file.Location, after);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.LogFileUnreadable, file.Location));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_unreadable_digest_is_reported_as_unchecked_and_the_walk_continues(int digest)
    {
        var victim = _trail.Digests[digest];
        _trail.Store.FailOn(victim.Location, "403 Forbidden");

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(new Expected(FindingCode.DigestUnreadable, victim.Location));
        outcome.ShouldConfirm(AllLogFiles().Except(victim.LogFiles));
    }

    [Fact]
    public async Task A_digest_with_an_interrupted_download_is_reported_as_unchecked()
    {
        _trail.Store.CutBody(_trail.Digests[2].Location, 30);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.DigestUnreadable, _trail.Digests[2].Location)
        );
    }

    [Fact]
    public async Task If_everything_is_unreadable_the_verdict_is_incomplete_and_nothing_is_invalid()
    {
        foreach (var location in _trail.Store.Locations)
            _trail.Store.FailOn(location, "503 Slow Down");

        (await _trail.VerifyAsync()).ShouldBeIncomplete([
            .. _trail.Digests.Select(digest => new Expected(FindingCode.DigestUnreadable, digest.Location)),
        ]);
    }

    [Fact]
    public async Task An_unreadable_object_does_not_hide_a_deleted_one()
    {
        _trail.Store.FailOn(_trail.Digests[0].LogFiles[0].Location, "503 Slow Down");
        _trail.Store.Delete(_trail.Digests[1].LogFiles[0].Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileUnreadable, _trail.Digests[0].LogFiles[0].Location),
            new Expected(FindingCode.LogFileMissing, _trail.Digests[1].LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task An_unlistable_bucket_is_reported_as_unchecked()
    {
        _trail.Store.FailListing("");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.ListingUnreadable, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Fact]
    public async Task An_unlistable_region_is_reported_as_unchecked_and_the_others_are_checked()
    {
        _trail.In("eu-west-1").Hours(4);
        _trail.Store.FailListing("AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/");

        var outcome = await _trail.VerifyAsync();

        // The main chain and the backfill chain are listed separately.
        var range = new DigestPeriod(TrailSimulator.Start, _trail.End);
        outcome.ShouldBeIncomplete(new Expected(FindingCode.ListingUnreadable, range));
        outcome.ShouldConfirm(AllLogFiles());
    }

    [Fact]
    public async Task An_unlistable_former_bucket_does_not_block_the_current_one()
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
    public async Task Unavailable_keys_leave_their_region_unchecked_and_the_others_are_checked()
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
            CancellationToken cancellationToken = default
        ) => region == only ? ValueTask.FromResult(keys) : throw new StoreException("access denied");
    }

    private IEnumerable<SimulatedLogFile> AllLogFiles() => _trail.Digests.SelectMany(digest => digest.LogFiles);
}
