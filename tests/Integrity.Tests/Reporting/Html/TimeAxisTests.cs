using Integrity.Reporting.Html;

namespace Integrity.Tests.Reporting.Html;

/// <summary>Axis labels fit the range, from an hour to centuries.</summary>
public sealed class TimeAxisTests
{
    private static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 17, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, "2025-05-04 10:30, 2025-05-04 11:00")]
    [InlineData(6, "2025-05-04 12:00, 2025-05-04 14:00, 2025-05-04 16:00")]
    [InlineData(48, "2025-05-05, 2025-05-06")]
    [InlineData(24 * 100, "2025-06, 2025-07, 2025-08")]
    [InlineData(24 * 365, "2025-07, 2025-10, 2026-01, 2026-04")]
    [InlineData(24 * 365 * 6, "2026, 2028, 2030")]
    [InlineData(24 * 365 * 100, "2050, 2100")]
    public void Labels_are_round_and_few(int hours, string labels) =>
        string.Join(
                ", ",
                TimeAxis
                    .Labels(Start.ToUnixTimeSeconds(), Start.AddHours(hours).ToUnixTimeSeconds(), 4)
                    .Select(label => $"{label.Date} {label.TimeOfDay}".Trim())
            )
            .Should()
            .Be(labels);

    [Fact]
    public void The_whole_calendar_has_a_limited_number_of_labels() =>
        TimeAxis
            .Labels(0, new DateTimeOffset(9998, 12, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), 4)
            .Should()
            .HaveCountLessThan(100);
}
