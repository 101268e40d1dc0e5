using FsCheck;
using FsCheck.Fluent;
using Integrity.Reporting;
using Integrity.Reporting.Html;

namespace Integrity.Tests.Reporting.Html;

/// <summary>The runs drawn in the map. Even the shortest problem must stay visible.</summary>
public sealed class TimelineTests
{
    private static readonly ReportRange TenHours = new(ReportSample.Start, ReportSample.Start.AddHours(10));

    [Fact]
    public void Time_that_was_not_reached_is_a_separate_run() =>
        Shape(Timeline.Of(TenHours, [Interval(2, 4, CoverageState.Valid)])).Should().Be("-2 V2 -6");

    [Fact]
    public void Where_intervals_overlap_the_worst_state_wins() =>
        Shape(
                Timeline.Of(
                    TenHours,
                    [
                        Interval(4, 6, CoverageState.Invalid),
                        Interval(0, 10, CoverageState.Valid),
                        Interval(5, 8, CoverageState.NotCovered),
                    ]
                )
            )
            .Should()
            .Be("V4 I2 N2 V2");

    [Fact]
    public void Neighbors_in_the_same_state_are_one_run() =>
        Shape(Timeline.Of(TenHours, [Interval(5, 10, CoverageState.Valid), Interval(0, 5, CoverageState.Valid)]))
            .Should()
            .Be("V10");

    [Fact]
    public void Intervals_outside_the_range_are_ignored() =>
        Shape(
                Timeline.Of(
                    TenHours,
                    [
                        Interval(-5, 3, CoverageState.Invalid),
                        Interval(9, 90, CoverageState.CouldNotCheck),
                        Interval(20, 30, CoverageState.Invalid),
                    ]
                )
            )
            .Should()
            .Be("I3 -6 C1");

    [Fact]
    public void An_empty_range_has_one_run() =>
        Timeline
            .Of(new ReportRange(ReportSample.Start, ReportSample.Start), [Interval(0, 1, CoverageState.Valid)])
            .Runs.Should()
            .ContainSingle();

    [Fact]
    public void One_bad_hour_makes_a_whole_coarse_step_bad() =>
        Shape(
                Timeline
                    .Of(
                        TenHours,
                        [
                            Interval(0, 3, CoverageState.Valid),
                            Interval(3, 4, CoverageState.Invalid),
                            Interval(4, 10, CoverageState.Valid),
                        ]
                    )
                    .InStepsOf(5 * 3600)
            )
            .Should()
            .Be("I5 V5");

    [Fact]
    public void Runs_cover_the_range_without_gaps_and_are_never_better_than_an_interval() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<(byte, byte, byte)[]>(),
                drawn =>
                {
                    var intervals = drawn
                        .Select(d =>
                            Interval(d.Item1 % 12, (d.Item1 % 12) + (d.Item2 % 6), (CoverageState)(d.Item3 % 4))
                        )
                        .ToList();
                    var exact = Timeline.Of(TenHours, intervals);
                    return new[] { exact, exact.InStepsOf(3 * 3600) }.All(timeline =>
                        timeline.Runs[0].Start == timeline.Start
                        && timeline.Runs[^1].End == timeline.End
                        && timeline
                            .Runs.Zip(timeline.Runs.Skip(1))
                            .All(pair => pair.First.End == pair.Second.Start && pair.First.State != pair.Second.State)
                        && intervals.All(interval =>
                            timeline
                                .Runs.Where(run =>
                                    run.Start < interval.End.ToUnixTimeSeconds()
                                    && run.End > interval.Start.ToUnixTimeSeconds()
                                )
                                .All(run =>
                                    run.State <= (int)interval.State
                                    || Math.Min(run.End, interval.End.ToUnixTimeSeconds())
                                        <= Math.Max(run.Start, interval.Start.ToUnixTimeSeconds())
                                )
                        )
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    private static CoverageInterval Interval(int from, int to, CoverageState state) =>
        new(ReportSample.Start.AddHours(from), ReportSample.Start.AddHours(to), state);

    /// <summary>Letter and hours of each run.</summary>
    private static string Shape(Timeline timeline) =>
        string.Join(' ', timeline.Runs.Select(run => $"{"INCV-"[run.State]}{(run.End - run.Start) / 3600}"));
}
