using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Two verifications with tampering between them. The second one must connect to what the first one verified.
/// </summary>
public class CheckpointAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);

    [Fact]
    public async Task A_chain_that_only_grew_is_valid_and_only_new_objects_are_read()
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
    public async Task The_newest_digests_deleted_since_the_checkpoint_are_reported()
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
    public async Task All_digests_deleted_since_the_checkpoint_are_reported()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Store.Locations);

        (await SecondRunAsync(_trail, checkpoint))
            .Findings.Should()
            .Contain(new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task A_chain_rewritten_since_the_checkpoint_is_reported()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var fork = TrailSimulator.OfHours(4, logFiles: 2);
        fork.Home.Hours(4, logFiles: 1);

        var outcome = await SecondRunAsync(fork, checkpoint);

        outcome.ShouldBeInvalid(new Expected(FindingCode.CheckpointMismatch, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task A_rollback_to_before_the_checkpoint_is_reported()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var older = TrailSimulator.OfHours(4);

        var outcome = await SecondRunAsync(older, checkpoint, request => request with { End = _trail.End });

        outcome.Verdict.Should().Be(Verdict.Invalid);
        outcome.Findings.Should().Contain(new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task A_region_of_the_checkpoint_must_exist_even_if_no_region_is_requested()
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
    public async Task A_range_that_starts_after_the_checkpoint_is_still_connected_to_it()
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
    public async Task A_range_before_the_checkpoint_is_connected_to_it_by_links_only()
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
    public async Task A_rollback_is_reported_for_a_range_before_the_checkpoint()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests.Skip(4).Select(digest => digest.Location));

        (await BeforeAsync(_trail, checkpoint)).ShouldBeInvalid(
            new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location)
        );
    }

    [Fact]
    public async Task A_digest_deleted_between_the_range_and_the_checkpoint_is_reported()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests[4].Location);

        (await BeforeAsync(_trail, checkpoint)).ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, _trail.Digests[4].Location)
        );
    }

    [Fact]
    public async Task A_rewritten_chain_is_reported_for_a_range_before_the_checkpoint()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var fork = TrailSimulator.OfHours(4, logFiles: 2);
        fork.Home.Hours(4, logFiles: 1);

        (await BeforeAsync(fork, checkpoint)).ShouldBeInvalid(
            new Expected(FindingCode.CheckpointMismatch, _trail.Digests[5].Location)
        );
    }

    [Fact]
    public async Task An_unreadable_checkpoint_digest_is_reported_for_a_range_before_it()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.FailOn(_trail.Digests[5].Location, "403 Forbidden");

        (await BeforeAsync(_trail, checkpoint)).ShouldBeIncomplete(
            new Expected(FindingCode.DigestUnreadable, _trail.Digests[5].Location)
        );
    }

    [Fact]
    public async Task A_restart_between_the_range_and_the_checkpoint_is_accepted()
    {
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(3);
        var checkpoint = _trail.CheckpointAfter(9);

        (await BeforeAsync(_trail, checkpoint)).ShouldBeValid();
    }

    [Fact]
    public async Task Deleted_newest_digests_of_a_range_before_the_checkpoint_are_reported()
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
    public async Task Junk_between_the_range_and_the_checkpoint_is_not_reported()
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
    public async Task The_digest_of_the_checkpoint_is_read_from_its_recorded_location()
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
    public async Task An_unlistable_bucket_does_not_make_the_digest_of_the_checkpoint_look_deleted()
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
    public async Task A_missing_digest_of_the_checkpoint_is_reported_even_if_the_bucket_cannot_be_listed()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests[5].Location);
        _trail.Store.FailListing("AWSLogs/");

        var outcome = await BeforeAsync(_trail, checkpoint);

        outcome.Verdict.Should().Be(Verdict.Invalid);
        outcome.Findings.Should().Contain(new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location));
    }

    [Fact]
    public async Task A_deleted_chain_of_the_checkpoint_is_also_reported_for_a_range_before_it()
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
    public async Task A_verification_of_a_range_before_the_checkpoint_does_not_change_it()
    {
        var checkpoint = await FirstRunAsync(_trail);
        var outcome = await BeforeAsync(_trail, checkpoint);
        var collector = new CheckpointCollector();
        foreach (var result in outcome.Results)
            collector.Add(result);

        collector.Advance(checkpoint, outcome.Summary).Should().BeEquivalentTo(checkpoint);
    }

    [Fact]
    public async Task An_invalid_chain_does_not_advance_the_checkpoint()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Home.Hours(3);
        _trail.Store.Delete(_trail.Digests[7].LogFiles[0].Location);

        (await CheckpointAfterAsync(_trail, checkpoint)).Should().BeEquivalentTo(checkpoint);
    }

    [Fact]
    public async Task The_checkpoint_of_another_trail_is_rejected()
    {
        var checkpoint = await FirstRunAsync(OtherTrail());

        var verify = () => SecondRunAsync(_trail, checkpoint);

        await verify.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_checkpoint_round_trips_and_a_truncated_one_is_rejected()
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

    /// <summary>Verifies only the first two hours, long before the checkpoint.</summary>
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
