using System.Globalization;

namespace Integrity.Reporting.Html;

/// <summary>Chooses the labels of a time axis.</summary>
internal static class TimeAxis
{
    private static readonly long[] Steps =
    [
        60,
        300,
        900,
        1800,
        3600,
        2 * 3600,
        3 * 3600,
        6 * 3600,
        12 * 3600,
        Day,
        2 * Day,
        7 * Day,
        14 * Day,
    ];
    private static readonly int[] MonthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 600, 1200];

    private const long Day = 86400;
    private const long Month = 2_629_746; // a twelfth of an average year

    /// <summary>
    /// Returns at most <paramref name="most"/> round times in a range, with their date and, for short steps, the time
    /// of day.
    /// </summary>
    public static IEnumerable<(long Time, string Date, string TimeOfDay)> Labels(long start, long end, int most)
    {
        var span = end - start;
        var step = Array.Find(Steps, seconds => span / seconds < most);
        if (step == 0)
            return Months(
                start,
                end,
                Array.Find(MonthSteps, months => span / (months * Month) < most) is var months and > 0
                    ? months
                    : MonthSteps[^1]
            );
        return Seconds(start, end, step);
    }

    private static IEnumerable<(long, string, string)> Seconds(long start, long end, long step)
    {
        for (var time = (start + step - 1) / step * step; time <= end; time += step)
        {
            var moment = DateTimeOffset.FromUnixTimeSeconds(time);
            yield return (
                time,
                moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                step < Day ? moment.ToString("HH:mm", CultureInfo.InvariantCulture) : ""
            );
        }
    }

    private static IEnumerable<(long, string, string)> Months(long start, long end, int months)
    {
        var first = DateTimeOffset.FromUnixTimeSeconds(start);
        for (var month = ((first.Year * 12) + first.Month - 1) / months * months; month < 9999 * 12; month += months)
        {
            if (month < 12)
                continue;
            var time = new DateTimeOffset(month / 12, (month % 12) + 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
            if (time > end)
                yield break;
            if (time >= start)
                yield return (
                    time,
                    months % 12 == 0 ? $"{month / 12:0000}" : $"{month / 12:0000}-{(month % 12) + 1:00}",
                    ""
                );
        }
    }
}
