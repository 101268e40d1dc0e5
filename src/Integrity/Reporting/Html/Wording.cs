using System.Globalization;
using Integrity.Findings;

namespace Integrity.Reporting.Html;

/// <summary>Formats times and states for the HTML report. Times are in UTC.</summary>
internal static class Wording
{
    /// <summary>The states by number. The last one is for time that was not reached.</summary>
    public static readonly IReadOnlyList<StateWords> States =
    [
        new("I", "Invalid", "evidence of tampering: a digest file or log file was modified, deleted or forged"),
        new("N", "Not covered", "no digest file covers this time"),
        new("C", "Could not check", "a digest file or log file could not be checked"),
        new("V", "Valid", "a verified digest file covers this time, and all log files that it lists are valid"),
        new("", "Not reached", "the verification did not get here, or the digest file was not due yet"),
    ];

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Time(long seconds) => Time(DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <summary>Formats a range. The second date is omitted if it equals the first.</summary>
    public static string Range(long start, long end)
    {
        var (from, to) = (Time(start), Time(end));
        return $"{from[..^4]} to {(from[..10] == to[..10] ? to[11..] : to)}";
    }

    public static string Verdict(Verdict verdict) =>
        verdict switch
        {
            Findings.Verdict.Invalid => "Invalid",
            Findings.Verdict.Incomplete => "Incomplete",
            Findings.Verdict.Valid => "Valid",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
        };

    /// <summary>Returns the CSS class of a verdict.</summary>
    public static string VerdictClass(Verdict verdict) => Verdict(verdict).ToLowerInvariant();
}

/// <summary>A state in the map: its letter, its name and its meaning.</summary>
internal sealed record StateWords(string Letter, string Name, string Meaning);
