using System.Globalization;

namespace Integrity.Reporting;

/// <summary>Formats numbers, durations and lists for reports.</summary>
internal static class PlainWords
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long number, string one, string many) =>
        $"{Number(number)} {(number == 1 ? one : many)}";

    /// <summary>Formats a duration, e.g. <c>3 days 2 h 30 min</c>.</summary>
    public static string Duration(long seconds)
    {
        // A saved report can contain any number.
        var time = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, (long)TimeSpan.MaxValue.TotalSeconds - 1));
        var (days, hours) = time.TotalHours < 72 ? (0, (long)time.TotalHours) : (time.Days, time.Hours);
        string[] parts =
        [
            days > 0 ? Count(days, "day", "days") : "",
            hours > 0 ? $"{hours} h" : "",
            time.Minutes > 0 ? $"{time.Minutes} min" : "",
            time.Seconds > 0 || seconds == 0 ? $"{time.Seconds} s" : "",
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>Joins a list, e.g. <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> parts) =>
        parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
}
