using System.Globalization;
using System.Text.RegularExpressions;
using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>
/// Finds the time in the name of a log file. Times are UTC; a date alone means its first minute.
/// <code>
/// date  = YYYY "-" MM "-" DD  /  YYYY MM DD            access.log-20240131.gz   app.2024-01-31.log
/// time  = hh [mm [ss]], two digits each, between them nothing, ":", "." or "-"
/// both  = date [ "T" / "-" / "_" / "." / " " ] time ["Z"]   app-2024-01-31T13-05.log   access.2024013113.gz
/// epoch = ten digits, seconds since 1970                access.log-1706659200
/// </code>
/// No digit may precede or follow. A second date is not a time. If a name contains both a date and epoch seconds, the
/// seconds count. There must be exactly one.
/// </summary>
internal static partial class FileNameTime
{
    /// <summary>Returns the time in a file name.</summary>
    /// <exception cref="NotDeliveredException">The name contains no time, or several.</exception>
    public static DateTimeOffset Of(string fileName)
    {
        var found = Pattern().Matches(fileName).ToLookup(match => match.Groups["epoch"].Success);
        var times = (found.Contains(true) ? found[true] : found[false])
            .Select(Read)
            .OfType<DateTimeOffset>()
            .Distinct()
            .ToList();
        return times.Count switch
        {
            1 => times[0],
            0 => throw new NotDeliveredException("its name contains no date", Hint.Of(HintCode.NameDeliveryTime)),
            _ => throw new NotDeliveredException("its name contains several dates", Hint.Of(HintCode.NameDeliveryTime)),
        };
    }

    private static DateTimeOffset? Read(Match match)
    {
        if (match.Groups["epoch"] is { Success: true } epoch)
            return DateTimeOffset.FromUnixTimeSeconds(long.Parse(epoch.ValueSpan, CultureInfo.InvariantCulture));
        var date = $"{match.Groups["y"].Value}{match.Groups["mo"].Value}{match.Groups["d"].Value}";
        var text = $"{date}{Two("h")}{Two("mi")}{Two("s")}";
        return DateTimeOffset.TryParseExact(
            text,
            "yyyyMMddHHmmss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

        string Two(string group) => match.Groups[group] is { Success: true } part ? part.Value : "00";
    }

    [GeneratedRegex(
        """
            (?<![0-9])(?:
              (?<y>(?:19[7-9]|20[0-9])[0-9]) (?<dash>-?) (?<mo>[0-9]{2}) \k<dash> (?<d>[0-9]{2})
              (?: [T._\x20-]? (?!(?:19|20)[0-9]{2}-?[0-9]{2}-?[0-9]{2})
                (?<h>[01][0-9]|2[0-3]) (?: [:.-]? (?<mi>[0-5][0-9]) (?: [:.-]? (?<s>[0-5][0-9]) )? )?
              )?
              | (?<epoch>1[0-9]{9})
            )(?![0-9])
            """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
