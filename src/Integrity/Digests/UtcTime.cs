using System.Globalization;

namespace Integrity.Digests;

/// <summary>
/// The two ways in which the format writes a moment, both UTC and exact to the second (or minute).
/// <code>
/// extended = YYYY "-" MM "-" DD "T" hh ":" mm ":" ss "Z"      2015-08-17T14:01:31Z     in digests and signing strings
/// basic    = YYYY MM DD "T" hh mm [ss] "Z"                    20150817T140131Z         in object keys
/// </code>
/// Years from 1970 to 9998 are read: so that adding or taking hours never leaves the calendar, whatever a hostile name or digest says.
/// </summary>
public static class UtcTime
{
    private const string ExtendedPattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string BasicPattern = "yyyyMMdd'T'HHmmss'Z'";
    private const string BasicMinutePattern = "yyyyMMdd'T'HHmm'Z'";

    /// <summary>Writes <paramref name="time"/> in the extended form, in UTC; fractions of a second are cut.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(ExtendedPattern, CultureInfo.InvariantCulture);

    /// <summary>Reads the extended form; <c>false</c> for every other text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time) => TryParseExact(text, ExtendedPattern, out time);

    internal static string FormatBasic(DateTimeOffset time) => time.UtcDateTime.ToString(BasicPattern, CultureInfo.InvariantCulture);

    internal static string FormatBasicMinute(DateTimeOffset time) => time.UtcDateTime.ToString(BasicMinutePattern, CultureInfo.InvariantCulture);

    internal static string FormatFolder(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);

    internal static bool TryParseBasic(ReadOnlySpan<char> text, out DateTimeOffset time) => TryParseExact(text, BasicPattern, out time);

    internal static bool TryParseBasicMinute(ReadOnlySpan<char> text, out DateTimeOffset time) => TryParseExact(text, BasicMinutePattern, out time);

    private static bool TryParseExact(ReadOnlySpan<char> text, string pattern, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time)
        && time.Year is >= 1970 and <= 9998;
}
