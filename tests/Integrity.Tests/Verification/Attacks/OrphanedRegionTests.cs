using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>A region in which the trail has no digest, but log files are: all its digests may have been deleted, or the log files are those of another trail, or of nobody.</summary>
public class OrphanedRegionTests
{
    private const string Abroad = "eu-west-1";

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);
    private readonly Expected _notCovered;

    public OrphanedRegionTests()
    {
        // its keys are known, in whichever region
        _ = _trail.In(Abroad);
        _notCovered = new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End));
    }

    [Fact]
    public async Task All_digests_of_a_region_deleted_are_told_by_the_log_files_that_are_left()
    {
        _trail.In(Abroad).Hours(6);
        foreach (var digest in _trail.In(Abroad).Digests)
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
    public async Task A_log_file_put_into_a_region_without_digests_is_told()
    {
        _trail.In(Abroad).DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7));

        (await _trail.VerifyAsync()).ShouldBeIncomplete(_notCovered);
    }

    [Fact]
    public async Task A_forged_digest_of_a_made_up_trail_does_not_speak_for_them()
    {
        _trail.In(Abroad).Hours(6);
        foreach (var digest in _trail.In(Abroad).Digests)
        {
            _trail.Store.Put(
                _trail.In(Abroad).LocationAt(digest.End, trailName: "made-up"),
                _trail.Store[digest.Location],
                _trail.Store.MetadataOf(digest.Location)
            );
            _trail.Store.Delete(digest.Location);
        }

        (await _trail.VerifyAsync()).ShouldBeIncomplete(_notCovered);
    }

    [Fact]
    public async Task The_log_files_of_another_trail_which_its_digests_list_are_fine()
    {
        new TrailSimulator(name: "other-trail", store: _trail.Store).In(Abroad).Hours(6);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task One_log_file_among_those_of_another_trail_is_told()
    {
        var other = new TrailSimulator(name: "other-trail", store: _trail.Store).In(Abroad).Hours(6);
        other.DeliverLogFile(other.Digests[2].Start.AddMinutes(7));

        (await _trail.VerifyAsync()).ShouldBeIncomplete(_notCovered);
    }

    [Fact]
    public async Task Log_files_outside_of_the_range_and_of_the_last_hours_before_now_are_nothing()
    {
        _trail.In(Abroad).DeliverLogFile(TrailSimulator.Start.AddHours(-1));
        _trail.In(Abroad).DeliverLogFile(_trail.End.AddMinutes(5));
        var now = _trail.End.AddMinutes(80);

        (await _trail.VerifyAsync(request => request with { End = now }, now)).ShouldBeValid();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_are_not_looked_for_when_the_user_says_so(bool namesRegion)
    {
        _trail.In(Abroad).DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7));

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
    public async Task A_log_folder_of_such_a_region_that_cannot_be_listed_could_not_be_checked()
    {
        _trail.In(Abroad).DeliverLogFile(_trail.Digests[2].Start.AddMinutes(7));
        _trail.Store.FailListing($"AWSLogs/111122223333/CloudTrail/{Abroad}/");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(
                FindingCode.LogListingUnreadable,
                new ObjectLocation(TrailSimulator.Bucket, $"AWSLogs/111122223333/CloudTrail/{Abroad}/")
            )
        );
    }
}
