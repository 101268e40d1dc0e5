using Integrity.Reporting;

namespace Integrity.Tests.Reporting;

/// <summary>Coverage as one line: short enough for a summary, without losing a bad hour.</summary>
public sealed class CoverageRowTests
{
    private static readonly DateTimeOffset Ten = Documents.Ten;

    [Fact]
    public void A_block_shows_the_worst_state_of_its_time() =>
        Of(
                TimeSpan.FromHours(3),
                (0, 60, CoverageState.Valid),
                (60, 61, CoverageState.Invalid),
                (61, 120, CoverageState.Valid),
                (120, 150, CoverageState.NotCovered),
                (150, 180, CoverageState.CouldNotCheck)
            )
            .Should()
            .Be("█X░");

    [Fact]
    public void Time_that_was_not_reached_is_not_shown_as_valid() =>
        Of(TimeSpan.FromHours(3), (0, 60, CoverageState.Valid)).Should().Be("█··");

    [Fact]
    public void Intervals_outside_the_range_are_ignored() =>
        Of(
                TimeSpan.FromHours(2),
                (-600, 60, CoverageState.Valid),
                (90, 6000, CoverageState.CouldNotCheck),
                (500, 400, CoverageState.Invalid)
            )
            .Should()
            .Be("█?");

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(60, 1, 60)]
    [InlineData(61, 2, 31)]
    [InlineData(24 * 31, 24, 31)]
    [InlineData(24 * 365, 168, 53)]
    [InlineData(24 * 365 * 90, 17520, 45)]
    public void Blocks_have_common_lengths_and_there_are_at_most_60(int hours, int blockHours, int blocks)
    {
        var row = new CoverageRow(new ReportRange(Ten, Ten.AddHours(hours)));

        (row.Block.TotalHours, row.Of([]).Length).Should().Be((blockHours, blocks));
    }

    [Fact]
    public void The_longest_possible_range_has_at_most_60_blocks() =>
        new CoverageRow(new ReportRange(DateTimeOffset.MinValue, DateTimeOffset.MaxValue))
            .Of([new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, CoverageState.Valid)])
            .Should()
            .MatchRegex("^█{1,60}$");

    [Fact]
    public void A_range_that_ends_before_it_starts_has_no_blocks() =>
        new CoverageRow(new ReportRange(Ten, Ten.AddHours(-1))).Of([]).Should().BeEmpty();

    private static string Of(TimeSpan length, params (int Start, int End, CoverageState State)[] intervals) =>
        new CoverageRow(new ReportRange(Ten, Ten + length)).Of(
            intervals.Select(s => new CoverageInterval(Ten.AddMinutes(s.Start), Ten.AddMinutes(s.End), s.State))
        );
}
