using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// A region with log files but without digests of the trail. Either all its digests were deleted, or the log files
/// belong to another trail or to none.
/// </summary>
public class OrphanedRegionTests
{
    private const string OtherRegion = "eu-west-1";

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);
    private readonly Expected _notCovered;

    public OrphanedRegionTests()
    {
        // Creates the region, so that its keys are known.
        _ = _trail.In(OtherRegion);
        _notCovered = new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End));
    }

    [Fact]
    public async Task If_all_digests_of_a_region_are_deleted_its_log_files_reveal_it()
    {
        _trail.In(OtherRegion).Hours(6);
        foreach (var digest in _trail.In(OtherRegion).Digests)
            _trail.Store.Delete(digest.Location);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(_notCovered);
        outcome
            .Results.OfType<RangeResult>()
            .Single()
            .Findings[0]
            .Message.Should()
            .Contain("12 log files there cannot be verified");
    }

    [Fact]
    public async Task A_log_file_added_to_a_region_without_digests_is_reported()
    {
        _trail.In(OtherRegion).DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7));

        (await _trail.VerifyAsync()).ShouldBeIncomplete(_notCovered);
    }

    [Fact]
    public async Task Forged_digests_of_a_fake_trail_do_not_count()
    {
        _trail.In(OtherRegion).Hours(6);
        foreach (var digest in _trail.In(OtherRegion).Digests)
        {
            _trail.Store.Put(
                _trail.In(OtherRegion).LocationAt(digest.End, trailName: "made-up"),
                _trail.Store[digest.Location],
                _trail.Store.MetadataOf(digest.Location)
            );
            _trail.Store.Delete(digest.Location);
        }

        (await _trail.VerifyAsync()).ShouldBeIncomplete(_notCovered);
    }

    [Fact]
    public async Task Log_files_that_another_trail_lists_are_fine()
    {
        new TrailSimulator(name: "other-trail", store: _trail.Store).In(OtherRegion).Hours(6);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task An_unlisted_log_file_among_those_of_another_trail_is_reported()
    {
        var other = new TrailSimulator(name: "other-trail", store: _trail.Store).In(OtherRegion).Hours(6);
        other.DeliverLogFile(other.Digests[2].Start.AddMinutes(7));

        (await _trail.VerifyAsync()).ShouldBeIncomplete(_notCovered);
    }

    [Fact]
    public async Task Log_files_outside_the_range_and_of_the_last_hours_are_ignored()
    {
        _trail.In(OtherRegion).DeliverLogFile(TrailSimulator.Start.AddHours(-1));
        _trail.In(OtherRegion).DeliverLogFile(_trail.End.AddMinutes(5));
        var now = _trail.End.AddMinutes(80);

        (await _trail.VerifyAsync(request => request with { End = now }, now)).ShouldBeValid();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Orphaned_log_files_are_not_searched_if_the_request_excludes_them(bool namesRegion)
    {
        _trail.In(OtherRegion).DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7));

        (
            await _trail.VerifyAsync(request =>
                namesRegion
                    ? request with
                    {
                        Regions = [TrailSimulator.HomeRegion],
                    }
                    : request with
                    {
                        LooksForUnlisted = false,
                    }
            )
        ).ShouldBeValid();
    }

    [Fact]
    public async Task An_unlistable_log_folder_of_such_a_region_is_reported()
    {
        _trail.In(OtherRegion).DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7));
        _trail.Store.FailListing($"AWSLogs/111122223333/CloudTrail/{OtherRegion}/");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(
                FindingCode.LogListingUnreadable,
                new ObjectLocation(TrailSimulator.Bucket, $"AWSLogs/111122223333/CloudTrail/{OtherRegion}/")
            )
        );
    }
}
