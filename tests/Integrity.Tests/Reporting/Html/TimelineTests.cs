using FsCheck;
using FsCheck.Fluent;
using Integrity.Reporting;
using Integrity.Reporting.Html;

namespace Integrity.Tests.Reporting.Html;

/// <summary>What the map draws. Nothing bad may get lost on the way, however short it is.</summary>
public sealed class TimelineTests
{
    private static readonly ReportRange TenHours = new(ReportSample.Start, ReportSample.Start.AddHours(10));

    [Fact]
    public void Time_of_which_nothing_is_said_is_a_run_of_its_own() =>
        Shape(Timeline.Of(TenHours, [Stretch(2, 4, CoverageState.Valid)])).Should().Be("-2 V2 -6");

    [Fact]
    public void Where_stretches_overlap_the_worse_one_counts() =>
        Shape(Timeline.Of(TenHours, [Stretch(4, 6, CoverageState.Invalid), Stretch(0, 10, CoverageState.Valid), Stretch(5, 8, CoverageState.NotCovered)])).Should().Be("V4 I2 N2 V2");

    [Fact]
    public void Neighbours_of_one_state_are_one_run() =>
        Shape(Timeline.Of(TenHours, [Stretch(5, 10, CoverageState.Valid), Stretch(0, 5, CoverageState.Valid)])).Should().Be("V10");

    [Fact]
    public void What_lies_outside_the_range_is_not_drawn() =>
        Shape(Timeline.Of(TenHours, [Stretch(-5, 3, CoverageState.Invalid), Stretch(9, 90, CoverageState.CouldNotCheck), Stretch(20, 30, CoverageState.Invalid)])).Should().Be("I3 -6 C1");

    [Fact]
    public void A_range_without_length_does_no_harm() =>
        Timeline.Of(new ReportRange(ReportSample.Start, ReportSample.Start), [Stretch(0, 1, CoverageState.Valid)]).Runs.Should().ContainSingle();

    [Fact]
    public void In_coarser_steps_one_bad_hour_makes_its_whole_step_bad() =>
        Shape(Timeline.Of(TenHours, [Stretch(0, 3, CoverageState.Valid), Stretch(3, 4, CoverageState.Invalid), Stretch(4, 10, CoverageState.Valid)]).InStepsOf(5 * 3600)).Should().Be("I5 V5");

    [Fact]
    public void Runs_cover_the_range_without_gap_and_are_never_better_than_any_stretch() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte, byte)[]>(),
        drawn =>
        {
            var stretches = drawn.Select(d => Stretch(d.Item1 % 12, (d.Item1 % 12) + (d.Item2 % 6), (CoverageState)(d.Item3 % 4))).ToList();
            var exact = Timeline.Of(TenHours, stretches);
            return new[] { exact, exact.InStepsOf(3 * 3600) }.All(timeline =>
                timeline.Runs[0].Start == timeline.Start && timeline.Runs[^1].End == timeline.End
                && timeline.Runs.Zip(timeline.Runs.Skip(1)).All(pair => pair.First.End == pair.Second.Start && pair.First.State != pair.Second.State)
                && stretches.All(stretch => timeline.Runs.Where(run => run.Start < stretch.End.ToUnixTimeSeconds() && run.End > stretch.Start.ToUnixTimeSeconds()).All(run => run.State <= (int)stretch.State
                    || Math.Min(run.End, stretch.End.ToUnixTimeSeconds()) <= Math.Max(run.Start, stretch.Start.ToUnixTimeSeconds()))));
        })
        .QuickCheckThrowOnFailure();

    private static ReportStretch Stretch(int from, int to, CoverageState state) => new(ReportSample.Start.AddHours(from), ReportSample.Start.AddHours(to), state);

    /// <summary>Letter and hours of each run.</summary>
    private static string Shape(Timeline timeline) => string.Join(' ', timeline.Runs.Select(run => $"{"INCV-"[run.State]}{(run.End - run.Start) / 3600}"));
}
