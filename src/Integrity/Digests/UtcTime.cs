using System.Globalization;
using System.Numerics;

namespace Integrity.Digests;

/// <summary>
/// Formats and parses the two time formats of CloudTrail, both UTC and accurate to the second (or minute).
/// <code>
/// extended = YYYY "-" MM "-" DD "T" hh ":" mm ":" ss "Z"      2015-08-17T14:01:31Z     in digests and signing strings
/// basic    = YYYY MM DD "T" hh mm [ss] "Z"                    20150817T140131Z         in object paths
/// </code>
/// The parser accepts years from 1970 to 9998. Adding or subtracting hours thus never overflows, even for hostile
/// input.
/// </summary>
public static class UtcTime
{
    private const string ExtendedPattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string BasicPattern = "yyyyMMdd'T'HHmmss'Z'";
    private const string BasicMinutePattern = "yyyyMMdd'T'HHmm'Z'";

    // Each digit names its field: year 0, month 1, day 2, hour 3, minute 4, second 5.
    private const string ExtendedForm = "0000-11-22T33:44:55Z";
    private const string BasicForm = "00001122T334455Z";
    private const string BasicMinuteForm = "00001122T3344Z";

    /// <summary>
    /// Formats <paramref name="time"/> in the extended form, in UTC. Truncates fractions of a second.
    /// </summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString(ExtendedPattern, CultureInfo.InvariantCulture);

    /// <summary>Parses the extended form; returns <c>false</c> for any other text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        TryParse(text, ExtendedForm, out time);

    internal static string FormatBasic(DateTimeOffset time) =>
        time.UtcDateTime.ToString(BasicPattern, CultureInfo.InvariantCulture);

    internal static string FormatBasicMinute(DateTimeOffset time) =>
        time.UtcDateTime.ToString(BasicMinutePattern, CultureInfo.InvariantCulture);

    internal static string FormatFolder(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);

    /// <summary>Parses the extended form from ASCII.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time) =>
        TryParse(text, ExtendedForm, out time);

    internal static bool TryParseBasic(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        TryParse(text, BasicForm, out time);

    internal static bool TryParseBasicMinute(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        TryParse(text, BasicMinuteForm, out time);

    /// <summary>
    /// Parses exactly one form. The framework's parser interprets its pattern at run time and is several times slower,
    /// and building parses a time for every event.
    /// </summary>
    private static bool TryParse<T>(ReadOnlySpan<T> text, string form, out DateTimeOffset time)
        where T : unmanaged, IBinaryInteger<T>
    {
        time = default;
        if (text.Length != form.Length)
            return false;
        Span<int> fields = stackalloc int[6];
        fields.Clear();
        for (var i = 0; i < form.Length; i++)
        {
            var character = int.CreateTruncating(text[i]);
            if (!char.IsAsciiDigit(form[i]))
            {
                if (character != form[i])
                    return false;
                continue;
            }
            var digit = character - '0';
            if (digit is < 0 or > 9)
                return false;
            ref var field = ref fields[form[i] - '0'];
            field = (10 * field) + digit;
        }
        if (!IsValidTime(fields))
            return false;
        time = new DateTimeOffset(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], TimeSpan.Zero);
        return true;
    }

    private static bool IsValidTime(ReadOnlySpan<int> fields) =>
        fields[0] is >= 1970 and <= 9998
        && fields[1] is >= 1 and <= 12
        && fields[2] >= 1
        && fields[2] <= DateTime.DaysInMonth(fields[0], fields[1])
        && fields[3] < 24
        && fields[4] < 60
        && fields[5] < 60;
}
