using System.Globalization;
using Integrity.Findings;

namespace Integrity.Reporting.Html;

/// <summary>How the report says times and states. Times are always UTC.</summary>
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

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Time(long seconds) => Time(DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <summary>A range; the second date is left out when it is the first.</summary>
    public static string Range(long start, long end)
    {
        var (from, to) = (Time(start), Time(end));
        return $"{from[..^4]} to {(from[..10] == to[..10] ? to[11..] : to)}";
    }

    public static string Verdict(Verdict verdict) => verdict switch
    {
        Findings.Verdict.Invalid => "Invalid",
        Findings.Verdict.Incomplete => "Incomplete",
        Findings.Verdict.Valid => "Valid",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary>The class that colours a verdict.</summary>
    public static string VerdictClass(Verdict verdict) => Verdict(verdict).ToLowerInvariant();
}

/// <summary>A state of a stretch: its letter in the map, its name and what it means.</summary>
internal sealed record StateWords(string Letter, string Name, string Meaning);
