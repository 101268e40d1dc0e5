using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>Two verifications with a tampering between them: the second must connect to what the first saw.</summary>
public class CheckpointAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);

    [Fact]
    public async Task A_chain_that_only_grew_is_valid_and_only_what_is_new_is_read()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Home.Hours(3);

        var outcome = await SecondRunAsync(_trail, checkpoint);

        outcome.ShouldBeValid();
        outcome
            .Results.OfType<DigestResult>()
            .Select(result => result.Location)
            .Should()
            .Equal(_trail.Digests.Skip(5).Reverse().Select(digest => digest.Location));
    }

    [Fact]
    public async Task The_newest_digests_deleted_since()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests.Skip(4).Select(digest => digest.Location));

        var outcome = await SecondRunAsync(
            _trail,
            checkpoint,
            request => request with { Start = TrailSimulator.Start }
        );

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location),
            new Expected(FindingCode.NotCoveredAfterNewest, new DigestPeriod(_trail.Digests[3].Period.End, _trail.End))
        );
    }

    [Fact]
    public async Task All_digests_deleted_since()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Store.Locations);

        (await SecondRunAsync(_trail, checkpoint))
            .Findings.Should()
            .Contain(new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task A_chain_signed_anew_from_a_fork_since()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var fork = TrailSimulator.OfHours(4, logFiles: 2);
        fork.Home.Hours(4, logFiles: 1);

        var outcome = await SecondRunAsync(fork, checkpoint);

        outcome.ShouldBeInvalid(new Expected(FindingCode.CheckpointMismatch, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task Rolled_back_to_an_older_state_since()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var older = TrailSimulator.OfHours(4);

        var outcome = await SecondRunAsync(older, checkpoint, request => request with { End = _trail.End });

        outcome.Verdict.Should().Be(Verdict.Invalid);
        outcome.Findings.Should().Contain(new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task A_region_that_was_verified_is_missed_although_no_region_was_named()
    {
        _trail.In("eu-west-1").Hours(6);
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(
            _trail.Store.Locations.Where(location => location.Path.Contains("/eu-west-1/", StringComparison.Ordinal))
        );

        (await SecondRunAsync(_trail, checkpoint))
            .Findings.Should()
            .Contain(new Expected(FindingCode.CheckpointGone, _trail.In("eu-west-1").Digests[5].Location));
    }

    [Fact]
    public async Task A_range_that_begins_after_the_checkpoint_is_connected_to_it_all_the_same()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Home.Hours(4);
        _trail.Store.Delete(_trail.Digests[6].Location);

        var outcome = await SecondRunAsync(
            _trail,
            checkpoint,
            request => request with { Start = _trail.End.AddHours(-1) }
        );

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMissing, _trail.Digests[6].Location));
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_is_connected_to_it_by_links_and_nothing_else_is_told_of_the_time_between()
    {
        var checkpoint = await FirstRunAsync(_trail);

        var outcome = await BeforeAsync(_trail, checkpoint);

        outcome.ShouldBeValid();
        outcome
            .Results.OfType<DigestResult>()
            .Select(result => result.Location)
            .Should()
            .Equal(_trail.Digests.Take(3).Reverse().Select(digest => digest.Location));
        outcome.Summary.Total.LogFiles.Total.Should().Be(6);
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_when_the_bucket_was_rolled_back_to_before_it()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests.Skip(4).Select(digest => digest.Location));

        (await BeforeAsync(_trail, checkpoint)).ShouldBeInvalid(
            new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location)
        );
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_when_a_digest_between_them_is_gone()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests[4].Location);

        (await BeforeAsync(_trail, checkpoint)).ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, _trail.Digests[4].Location)
        );
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_when_the_chain_was_signed_anew_from_a_fork()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var fork = TrailSimulator.OfHours(4, logFiles: 2);
        fork.Home.Hours(4, logFiles: 1);

        (await BeforeAsync(fork, checkpoint)).ShouldBeInvalid(
            new Expected(FindingCode.CheckpointMismatch, _trail.Digests[5].Location)
        );
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_when_its_digest_cannot_be_opened()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.FailOn(_trail.Digests[5].Location, "403 Forbidden");

        (await BeforeAsync(_trail, checkpoint)).ShouldBeIncomplete(
            new Expected(FindingCode.DigestUnreadable, _trail.Digests[5].Location)
        );
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_when_validation_was_off_between_them()
    {
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(3);
        var checkpoint = _trail.CheckpointAfter(9);

        (await BeforeAsync(_trail, checkpoint)).ShouldBeValid();
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_when_the_newest_digests_of_the_range_are_gone_too()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests[1].Location, _trail.Digests[2].Location, _trail.Digests[3].Location);

        var outcome = await BeforeAsync(_trail, checkpoint);

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, _trail.Digests[3].Location),
            new Expected(FindingCode.DigestMissingByRhythm, _trail.Digests[1].Location)
        );
    }

    [Fact]
    public async Task Junk_behind_the_range_is_not_told_although_the_checkpoint_lies_behind_it()
    {
        _trail.Home.Hours(30);
        var checkpoint = _trail.CheckpointAfter(36);
        _trail.Store.Copy(
            _trail.Digests[30].Location,
            _trail.Digests[30].Location with
            {
                Path = _trail.Digests[30].Location.Path + ".bak",
            }
        );

        (await BeforeAsync(_trail, checkpoint)).ShouldBeValid();
    }

    [Fact]
    public async Task The_digest_of_the_checkpoint_is_looked_for_in_its_own_place_whichever_places_are_given()
    {
        _trail.Home.MoveTo("amzn-s3-demo-destination").Hours(3);

        foreach (var hours in new[] { 2, 6, 9 })
        {
            var end = TrailSimulator.Start.AddHours(hours);
            (
                await _trail.VerifyAsync(request =>
                    request with
                    {
                        Checkpoint = _trail.CheckpointAfter(9),
                        End = end,
                        LooksForUnlisted = false,
                    }
                )
            ).ShouldBeValid();
        }
    }

    [Fact]
    public async Task A_place_that_cannot_be_listed_does_not_make_the_digest_of_a_checkpoint_in_it_seem_gone()
    {
        _trail.Home.MoveTo("amzn-s3-demo-destination", "new/").Hours(3);
        _trail.Store.FailListing("new/AWSLogs/");

        var outcome = await _trail.VerifyAsync(request =>
            request with
            {
                Checkpoint = _trail.CheckpointAfter(9),
                LooksForUnlisted = false,
            }
        );

        outcome.Verdict.Should().Be(Verdict.Incomplete);
        outcome
            .Findings.Select(finding => finding.Code)
            .Should()
            .Equal(FindingCode.ListingUnreadable, FindingCode.NotCoveredAfterNewest);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_listed_at_all_hides_no_missing_digest_of_a_checkpoint_behind_the_range()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests[5].Location);
        _trail.Store.FailListing("AWSLogs/");

        var outcome = await BeforeAsync(_trail, checkpoint);

        outcome.Verdict.Should().Be(Verdict.Invalid);
        outcome.Findings.Should().Contain(new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task A_chain_of_the_checkpoint_of_which_nothing_is_left_is_missed_in_a_range_before_it_too()
    {
        _trail.In("eu-west-1").Hours(6);
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(
            _trail.Store.Locations.Where(location => location.Path.Contains("/eu-west-1/", StringComparison.Ordinal))
        );

        (await BeforeAsync(_trail, checkpoint))
            .Findings.Should()
            .Contain(new Expected(FindingCode.CheckpointGone, _trail.In("eu-west-1").Digests[5].Location));
    }

    [Fact]
    public async Task A_verification_of_a_range_before_the_checkpoint_leaves_it_as_it_is()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var outcome = await BeforeAsync(_trail, checkpoint);
        var collector = new CheckpointCollector();
        foreach (var result in outcome.Results)
            collector.Add(result);

        collector.Advance(checkpoint, outcome.Summary).Should().BeEquivalentTo(checkpoint);
    }

    [Fact]
    public async Task What_was_invalid_does_not_move_the_checkpoint_on()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Home.Hours(3);
        _trail.Store.Delete(_trail.Digests[7].LogFiles[0].Location);

        (await CheckpointAfterAsync(_trail, checkpoint)).Should().BeEquivalentTo(checkpoint);
    }

    [Fact]
    public async Task The_checkpoint_of_another_trail_is_refused()
    {
        var checkpoint = await FirstRunAsync(OtherTrail());

        var verify = () => SecondRunAsync(_trail, checkpoint);

        await verify.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_checkpoint_is_read_back_as_it_was_written_and_half_of_one_is_refused()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var json = CheckpointJson.Write(checkpoint);

        CheckpointJson.Read(json).Should().BeEquivalentTo(checkpoint);
        for (var length = 0; length < json.Length; length += 7)
        {
            var half = () => CheckpointJson.Read(json.AsMemory(0, length));
            half.Should().Throw<FormatException>();
        }
    }

    private static TrailSimulator OtherTrail()
    {
        var trail = new TrailSimulator(name: "other-trail");
        trail.Home.Hours(2);
        return trail;
    }

    private static Task<Checkpoint> FirstRunAsync(TrailSimulator trail) => CheckpointAfterAsync(trail, null);

    private static async Task<Checkpoint> CheckpointAfterAsync(TrailSimulator trail, Checkpoint? earlier)
    {
        var outcome = await trail.VerifyAsync(request => request with { Checkpoint = earlier });
        var collector = new CheckpointCollector();
        foreach (var result in outcome.Results)
            collector.Add(result);
        return collector.Advance(earlier, outcome.Summary);
    }

    /// <summary>Verifies the first two hours alone, long before the checkpoint.</summary>
    private static Task<Outcome> BeforeAsync(TrailSimulator trail, Checkpoint checkpoint) =>
        trail.VerifyAsync(request => request with { End = TrailSimulator.Start.AddHours(2), Checkpoint = checkpoint });

    private static Task<Outcome> SecondRunAsync(
        TrailSimulator trail,
        Checkpoint checkpoint,
        Func<VerificationRequest, VerificationRequest>? change = null
    ) =>
        trail.VerifyAsync(request =>
            (change ?? (same => same))(
                request with
                {
                    Start = checkpoint.NewFrom!.Value < request.End ? checkpoint.NewFrom.Value : request.End,
                    Checkpoint = checkpoint,
                }
            )
        );
}
