using System.Globalization;
using Integrity.Verification;

namespace Integrity.Reporting.Html;

/// <summary>How the report says times, numbers and states. Times are always UTC.</summary>
internal static class Wording
{
    /// <summary>The states by number; the last is for time of which nothing is said.</summary>
    public static readonly IReadOnlyList<StateWords> States =
    [
        new("I", "Invalid", "there is evidence that a digest file or log file is not what was delivered"),
        new("N", "Not covered", "no digest file covers it"),
        new("C", "Could not check", "a digest file or log file could not be checked"),
        new("V", "Valid", "a verified digest file covers it, and all log files that it lists are valid"),
        new("", "Nothing said", "it was not reached, or its digest file was not due yet"),
    ];

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Time(long seconds) => Time(DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <summary>A range; the second date is left out when it is the first.</summary>
    public static string Range(long start, long end)
    {
        var (from, to) = (Time(start), Time(end));
        return $"{from[..^4]} to {(from[..10] == to[..10] ? to[11..] : to)}";
    }

    public static string Duration(long seconds)
    {
        // a stored report can hold any number
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

    public static string Verdict(Verdict verdict) => verdict switch
    {
        Verification.Verdict.Invalid => "Invalid",
        Verification.Verdict.Incomplete => "Incomplete",
        Verification.Verdict.Valid => "Valid",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary>The class that colours a verdict.</summary>
    public static string VerdictClass(Verdict verdict) => Verdict(verdict).ToLowerInvariant();

    /// <summary>A list as one says it: <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> parts) => parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
}

/// <summary>A state of a stretch: its letter in the map, its name and what it means.</summary>
internal sealed record StateWords(string Letter, string Name, string Meaning);
