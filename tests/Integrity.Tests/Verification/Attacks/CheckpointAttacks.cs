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
        outcome.Results.OfType<DigestResult>().Select(result => result.Location).Should().Equal(_trail.Digests.Skip(5).Reverse().Select(digest => digest.Location));
    }

    [Fact]
    public async Task The_newest_digests_deleted_since()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Digests.Skip(4).Select(digest => digest.Location));

        var outcome = await SecondRunAsync(_trail, checkpoint, request => request with { Start = TrailSimulator.Start });

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location),
            new Expected(FindingCode.NotCoveredAfterNewest, new DigestPeriod(_trail.Digests[3].Period.End, _trail.End)));
    }

    [Fact]
    public async Task All_digests_deleted_since()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Store.Delete(_trail.Store.Locations);

        (await SecondRunAsync(_trail, checkpoint)).Findings.Should().Contain(new Expected(FindingCode.CheckpointGone, _trail.Digests[5].Location));
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
        _trail.Store.Delete(_trail.Store.Locations.Where(location => location.Key.Contains("/eu-west-1/", StringComparison.Ordinal)));

        (await SecondRunAsync(_trail, checkpoint)).Findings.Should().Contain(new Expected(FindingCode.CheckpointGone, _trail.In("eu-west-1").Digests[5].Location));
    }

    [Fact]
    public async Task A_range_that_begins_after_the_checkpoint_is_connected_to_it_all_the_same()
    {
        var checkpoint = await FirstRunAsync(_trail);
        _trail.Home.Hours(4);
        _trail.Store.Delete(_trail.Digests[6].Location);

        var outcome = await SecondRunAsync(_trail, checkpoint, request => request with { Start = _trail.End.AddHours(-1) });

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMissing, _trail.Digests[6].Location));
    }

    [Fact]
    public async Task A_range_before_the_checkpoint_needs_not_connect_to_it()
    {
        var checkpoint = await FirstRunAsync(_trail);

        (await SecondRunAsync(_trail, checkpoint, request => request with { Start = TrailSimulator.Start, End = TrailSimulator.Start.AddHours(2) })).ShouldBeValid();
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
        foreach (var result in outcome.Results) collector.Add(result);
        return collector.Advance(earlier, outcome.Report);
    }

    private static Task<Outcome> SecondRunAsync(TrailSimulator trail, Checkpoint checkpoint, Func<VerificationRequest, VerificationRequest>? change = null) =>
        trail.VerifyAsync(request => (change ?? (same => same))(request with { Start = checkpoint.NewFrom!.Value < request.End ? checkpoint.NewFrom.Value : request.End, Checkpoint = checkpoint }));
}
