using Integrity.Reporting;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reporting;

/// <summary>Where the hole is can be seen on the coverage map, although stray objects are told days behind their time.</summary>
public class UnlistedOnTheMapTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);

    [Fact]
    public async Task The_hours_of_log_files_that_nobody_lists_are_invalid_and_all_others_stay_valid()
    {
        _trail.Home.DeliverLogFile(At(2, 7));
        _trail.Home.DeliverLogFile(At(2, 30));
        _trail.Home.DeliverLogFile(At(3, 10));

        (await StretchesAsync(_trail.End.AddDays(3))).Should().Equal(
            new ReportStretch(At(4), At(6), CoverageState.Valid), new ReportStretch(At(2), At(4), CoverageState.Invalid), new ReportStretch(At(0), At(2), CoverageState.Valid));
    }

    [Fact]
    public async Task At_the_ends_of_the_range_too()
    {
        _trail.Home.DeliverLogFile(At(0, 7));
        _trail.Home.DeliverLogFile(At(5, 30));

        (await StretchesAsync(_trail.End.AddDays(3))).Should().Equal(
            new ReportStretch(At(5), At(6), CoverageState.Invalid), new ReportStretch(At(1), At(5), CoverageState.Valid), new ReportStretch(At(0), At(1), CoverageState.Invalid));
    }

    [Fact]
    public async Task What_cannot_be_told_yet_could_not_be_checked_and_hides_nothing_worse()
    {
        _trail.Home.DeliverLogFile(At(1, 7));
        _trail.Home.DeliverLogFile(At(3, 7));
        _trail.Store.Delete(_trail.Digests[3].LogFiles[0].Location);

        (await StretchesAsync(_trail.End.AddHours(5))).Should().Equal(
            new ReportStretch(At(4), At(6), CoverageState.Valid), new ReportStretch(At(3), At(4), CoverageState.Invalid), new ReportStretch(At(2), At(3), CoverageState.Valid),
            new ReportStretch(At(1), At(2), CoverageState.CouldNotCheck), new ReportStretch(At(0), At(1), CoverageState.Valid));
    }

    private static DateTimeOffset At(int hour, int minute = 0) => TrailSimulator.Start.AddHours(hour).AddMinutes(minute);

    private async Task<IReadOnlyList<ReportStretch>> StretchesAsync(DateTimeOffset now)
    {
        var outcome = await _trail.VerifyAsync(now: now);
        var collector = new ReportCollector(outcome.Report);
        foreach (var result in outcome.Results) collector.Add(result);
        return collector.ToDocument(new ReportTool("ctverify", "1", null), now).Chains[0].Coverage;
    }
}
