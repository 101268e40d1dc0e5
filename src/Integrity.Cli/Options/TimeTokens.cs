using System.Globalization;

namespace Integrity.Cli.Options;

/// <summary>
/// Splits a time into words and numbers, and interprets the words. Ignores case, except in time zone names.
/// </summary>
internal static class TimeTokens
{
    private static readonly string[] Weekdays =
    [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ];

    private static readonly string[] Months =
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];

    private static readonly string[] Fillers =
    [
        " ",
        ".",
        ",",
        ";",
        "-",
        "/",
        "'",
        "at",
        "on",
        "and",
        "ad",
        "m",
        "t",
        "of",
        "st",
        "nd",
        "rd",
        "th",
    ];

    /// <summary>
    /// Splits a text where letters, digits and other characters meet. A single dot or comma between digits is a decimal
    /// point.
    /// </summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var tokens = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            var length = LengthOfRun(text, at);
            var run = text.Substring(at, length);
            at += length;
            if (run.AsSpan().IndexOfAny('.', ',') < 0 || length == 1)
                tokens.Add(char.IsWhiteSpace(run[0]) ? " " : run);
            else if (run.Any(char.IsAsciiLetter) || run.Count(c => c == '.') > 1 || run[^1] is '.' or ',')
                AddParts(run, tokens);
            else
                tokens.Add(run.Contains('.', StringComparison.Ordinal) ? run : run.Replace(',', '.'));
        }
        return tokens;
    }

    /// <summary>Returns the length of a run of letters or of digits, including dots.</summary>
    private static int LengthOfRun(string text, int start)
    {
        if (!char.IsAsciiLetterOrDigit(text[start]))
            return 1;
        var (isNumber, isDotted, at) = (char.IsAsciiDigit(text[start]), false, start + 1);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (isNumber ? char.IsAsciiDigit(c) : char.IsAsciiLetter(c))
                continue;
            if (c == '.' || (c == ',' && isNumber && !isDotted && at - start >= 2))
                isDotted = true;
            else if (isDotted && text[at - 1] == '.' && char.IsAsciiLetterOrDigit(c))
                isNumber = char.IsAsciiDigit(c);
            else
                break;
        }
        return at - start;
    }

    private static void AddParts(string run, List<string> tokens)
    {
        var start = 0;
        for (var at = 0; at <= run.Length; at++)
        {
            if (at < run.Length && run[at] is not ('.' or ','))
                continue;
            if (at > start)
                tokens.Add(run[start..at]);
            if (at < run.Length)
                tokens.Add(run[at].ToString());
            start = at + 1;
        }
    }

    /// <summary>Returns 0 for Sunday to 6 for Saturday; <c>null</c> for any other word.</summary>
    public static int? Weekday(string token) => Find(Weekdays, token);

    /// <summary>Returns 1 for January to 12 for December; <c>null</c> for any other word.</summary>
    public static int? Month(string token) =>
        string.Equals(token, "sept", StringComparison.OrdinalIgnoreCase) ? 9 : Find(Months, token) + 1;

    /// <summary>Finds a name by its full text or its first three letters.</summary>
    private static int? Find(string[] names, string token)
    {
        var at = Array.FindIndex(
            names,
            name =>
                string.Equals(name, token, StringComparison.OrdinalIgnoreCase)
                || (token.Length == 3 && name.StartsWith(token, StringComparison.OrdinalIgnoreCase))
        );
        return at < 0 ? null : at;
    }

    /// <summary>Returns 0 for hours, 1 for minutes, 2 for seconds; <c>null</c> for any other word.</summary>
    public static int? Unit(string token) =>
        Lower(token) switch
        {
            "h" or "hour" or "hours" => 0,
            "m" or "minute" or "minutes" => 1,
            "s" or "second" or "seconds" => 2,
            _ => null,
        };

    /// <summary>Returns true for pm, false for am; <c>null</c> for any other word.</summary>
    public static bool? IsAfternoon(string token) =>
        Lower(token) switch
        {
            "am" or "a" => false,
            "pm" or "p" => true,
            _ => null,
        };

    /// <summary>Returns whether a token is filler and can be skipped.</summary>
    public static bool IsFiller(string token) => Fillers.Contains(Lower(token), StringComparer.Ordinal);

    /// <summary>Returns whether a token can be a time zone name.</summary>
    public static bool CanBeZone(string token) =>
        token == "z" || (token.Length <= 5 && token.All(char.IsAsciiLetterUpper));

    /// <summary>Returns the offset of a time zone name defined by RFC 2822; <c>null</c> for any other.</summary>
    public static TimeSpan? OffsetOf(string zone) =>
        zone switch
        {
            "UTC" or "GMT" or "Z" or "z" or "UT" => TimeSpan.Zero,
            "EDT" => TimeSpan.FromHours(-4),
            "EST" or "CDT" => TimeSpan.FromHours(-5),
            "CST" or "MDT" => TimeSpan.FromHours(-6),
            "MST" or "PDT" => TimeSpan.FromHours(-7),
            "PST" => TimeSpan.FromHours(-8),
            _ => null,
        };

    /// <summary>Converts an hour from the 12-hour clock to the 24-hour clock.</summary>
    public static int On24(int hour, bool isAfternoon) =>
        isAfternoon ? (hour < 12 ? hour + 12 : hour) : (hour == 12 ? 0 : hour);

    /// <summary>Parses a whole number; <c>null</c> for any other text.</summary>
    public static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Lower(string token) => token.ToLowerInvariant();
}
