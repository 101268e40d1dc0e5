using Integrity.Checkpoints;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification;

/// <summary>One call returns the verdict, the report and the next checkpoint.</summary>
public sealed class TrailVerificationTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    [Fact]
    public async Task A_valid_trail_yields_a_report_and_a_checkpoint()
    {
        var outcome = await Verification().RunAsync();

        outcome.Verdict.Should().Be(Verdict.Valid);
        outcome.Report.Verdict.Should().Be(Verdict.Valid);
        outcome.Report.Tool.Name.Should().Be("Integrity");
        outcome.Report.Total.LogFiles.Valid.Should().Be(8);
        outcome.Checkpoint.Should().BeEquivalentTo(_trail.CheckpointAfter(4));
    }

    [Fact]
    public async Task The_next_run_connects_to_the_checkpoint_and_advances_it()
    {
        var first = await Verification().RunAsync();
        _trail.Home.Hours(2);

        var second = await Verification(first.Checkpoint).RunAsync();

        second.Verdict.Should().Be(Verdict.Valid);
        second.Checkpoint.Should().BeEquivalentTo(_trail.CheckpointAfter(6));
    }

    [Fact]
    public async Task A_deleted_log_file_is_in_the_report_and_keeps_the_checkpoint()
    {
        var checkpoint = _trail.CheckpointAfter(2);
        _trail.Store.Delete(_trail.Digests[3].LogFiles[0].Location);

        var outcome = await Verification(checkpoint).RunAsync();

        outcome.Verdict.Should().Be(Verdict.Invalid);
        outcome.Report.Findings.Select(finding => finding.Code).Should().Equal(FindingCode.LogFileMissing);
        outcome.Checkpoint.Should().BeEquivalentTo(checkpoint);
    }

    [Fact]
    public async Task Results_that_are_not_read_to_the_end_are_incomplete()
    {
        var checkpoint = _trail.CheckpointAfter(2);
        var verification = Verification(checkpoint);

        await foreach (var _ in verification.ResultsAsync())
            break;

        verification.Summary.Verdict.Should().Be(Verdict.Incomplete);
        verification.ToReport().IsInterrupted.Should().BeTrue();
        verification.ToCheckpoint().Should().BeEquivalentTo(checkpoint);
    }

    [Fact]
    public void Results_that_are_never_read_are_incomplete()
    {
        var verification = Verification();

        _ = verification.ResultsAsync();

        verification.ToReport().Verdict.Should().Be(Verdict.Incomplete);
        verification.ToCheckpoint().Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task Cancellation_throws_and_leaves_a_report_of_what_was_checked()
    {
        using var stop = new CancellationTokenSource();
        var verification = Verification();
        var read = async () =>
        {
            await foreach (var _ in verification.ResultsAsync(stop.Token))
                await stop.CancelAsync();
        };

        await read.Should().ThrowAsync<OperationCanceledException>();
        verification.ToReport().Verdict.Should().Be(Verdict.Incomplete);
        verification.ToReport().Total.DigestFiles.Valid.Should().BePositive();
    }

    [Fact]
    public async Task A_verification_runs_once()
    {
        var verification = Verification();
        await verification.RunAsync();

        var again = () => verification.RunAsync();

        await again.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public void A_verification_that_has_not_run_has_no_report()
    {
        var report = () => Verification().ToReport();

        report.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task A_range_that_ends_before_it_starts_is_refused()
    {
        var request = _trail.Request with { End = TrailSimulator.Start.AddDays(-1) };
        var run = () => new TrailVerification(_trail.Store, _trail.Keys, Clock(), request).RunAsync();

        await run.Should().ThrowAsync<ArgumentException>();
    }

    private TrailVerification Verification(Checkpoint? checkpoint = null) =>
        new(_trail.Store, _trail.Keys, Clock(), _trail.Request with { Checkpoint = checkpoint });

    private FixedClock Clock() => new(_trail.End.AddDays(3));
}
