using Integrity.Reporting;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reporting;

/// <summary>Unlisted objects mark their own hour on the coverage map, although they are reported days later.</summary>
public class UnlistedOnTheMapTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);

    [Fact]
    public async Task Hours_with_unlisted_log_files_are_invalid_and_others_stay_valid()
    {
        _trail.Home.DeliverLogFile(At(2, 7));
        _trail.Home.DeliverLogFile(At(2, 30));
        _trail.Home.DeliverLogFile(At(3, 10));

        (await IntervalsAsync(_trail.End.AddDays(3)))
            .Should()
            .Equal(
                new CoverageInterval(At(4), At(6), CoverageState.Valid),
                new CoverageInterval(At(2), At(4), CoverageState.Invalid),
                new CoverageInterval(At(0), At(2), CoverageState.Valid)
            );
    }

    [Fact]
    public async Task The_first_and_last_hour_of_the_range_are_marked_too()
    {
        _trail.Home.DeliverLogFile(At(0, 7));
        _trail.Home.DeliverLogFile(At(5, 30));

        (await IntervalsAsync(_trail.End.AddDays(3)))
            .Should()
            .Equal(
                new CoverageInterval(At(5), At(6), CoverageState.Invalid),
                new CoverageInterval(At(1), At(5), CoverageState.Valid),
                new CoverageInterval(At(0), At(1), CoverageState.Invalid)
            );
    }

    [Fact]
    public async Task Undecided_log_files_do_not_hide_a_worse_state()
    {
        _trail.Home.DeliverLogFile(At(1, 7));
        _trail.Home.DeliverLogFile(At(3, 7));
        _trail.Store.Delete(_trail.Digests[3].LogFiles[0].Location);

        (await IntervalsAsync(_trail.End.AddHours(5)))
            .Should()
            .Equal(
                new CoverageInterval(At(4), At(6), CoverageState.Valid),
                new CoverageInterval(At(3), At(4), CoverageState.Invalid),
                new CoverageInterval(At(2), At(3), CoverageState.Valid),
                new CoverageInterval(At(1), At(2), CoverageState.CouldNotCheck),
                new CoverageInterval(At(0), At(1), CoverageState.Valid)
            );
    }

    private static DateTimeOffset At(int hour, int minute = 0) =>
        TrailSimulator.Start.AddHours(hour).AddMinutes(minute);

    private async Task<IReadOnlyList<CoverageInterval>> IntervalsAsync(DateTimeOffset now)
    {
        var outcome = await _trail.VerifyAsync(now: now);
        var collector = new ReportCollector(outcome.Summary);
        foreach (var result in outcome.Results)
            collector.Add(result);
        return collector.ToDocument(new ReportTool("ctverify", "1", null), now).Chains[0].Coverage;
    }
}
