using System.Globalization;
using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>
/// What came out, in one sentence for the top of a report, e.g.
/// <c>Invalid: 1 of 12 log files and 1 of 6 digest files are not what was delivered.</c>
/// It holds numbers and words of this library only, nothing from the bucket.
/// </summary>
internal static class VerdictSentence
{
    public static string Of(ReportDocument document)
    {
        var sentence = Of(document.Verdict, document.Total);
        return document.IsInterrupted ? $"{sentence} The verification was interrupted: nothing is said of what it had not reached." : sentence;
    }

    public static string Of(Verdict verdict, ReportCounts counts) => verdict switch
    {
        Verdict.Invalid => $"Invalid: {Wrong(counts)}.{(Open(counts) is { Length: > 0 } open ? $" Besides, {open}." : "")}",
        Verdict.Incomplete when Checked(counts) == 0 => $"Incomplete: nothing was checked{(Open(counts) is { Length: > 0 } open ? $"; {open}" : "")}.",
        Verdict.Incomplete => $"Incomplete: nothing was found that is not what was delivered{(Open(counts) is { Length: > 0 } open ? $", but {open}" : "")}.",
        Verdict.Valid => $"Valid: {All(counts)} what was delivered{(counts.SignFiles is null ? ", and digest files cover the whole range" : "")}.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary>A length of time as <c>49 h 30 min</c>.</summary>
    public static string Duration(long seconds)
    {
        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        string[] parts = [hours > 0 ? $"{Number(hours)} h" : "", minutes > 0 ? $"{minutes} min" : "", rest > 0 || seconds == 0 ? $"{rest} s" : ""];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    private static string Wrong(ReportCounts counts) =>
        Objects(counts, tally => tally.Invalid) is { Length: > 0 } objects ? $"{objects} not what was delivered" : "something is not what was delivered";

    private static string Open(ReportCounts counts)
    {
        var objects = Objects(counts, tally => tally.CouldNotCheck);
        string[] parts =
        [
            objects.Length > 0 ? objects.EndsWith(" is", StringComparison.Ordinal) ? $"{objects[..^3]} could not be checked" : $"{objects[..^4]} could not be checked" : "",
            counts.NotCoveredRanges > 0 ? $"{Duration(counts.NotCoveredSeconds)} of the range {(counts.NotCoveredSeconds == 1 ? "is" : "are")} not covered by verified digest files" : "",
        ];
        return string.Join(", and ", parts.Where(part => part.Length > 0));
    }

    private static string All(ReportCounts counts)
    {
        var parts = Kinds(counts).Where(kind => Sum(kind.Tally) > 0).Select(kind => Count(Sum(kind.Tally), kind.Name)).ToList();
        return parts.Count == 0 ? "all objects are" : $"{And(parts)} {(parts.Count == 1 && Checked(counts) == 1 ? "is" : "are")}";
    }

    /// <summary><c>1 of 12 log files and 1 of 6 digest files are</c>; empty when there is none.</summary>
    private static string Objects(ReportCounts counts, Func<ReportTally, int> number)
    {
        var kinds = Kinds(counts).Where(kind => number(kind.Tally) > 0).ToList();
        var parts = kinds.Select(kind => $"{Number(number(kind.Tally))} of {Count(Sum(kind.Tally), kind.Name)}").ToList();
        var strays = number(counts.StrayObjects);
        if (strays > 0) parts.Add(Count(strays, "stray object"));
        if (parts.Count == 0) return "";
        return $"{And(parts)} {(strays + kinds.Sum(kind => (long)number(kind.Tally)) == 1 ? "is" : "are")}";
    }

    private static (ReportTally Tally, string Name)[] Kinds(ReportCounts counts) =>
    [
        (counts.LogFiles, "log file"), (counts.DigestFiles, "digest file"), (counts.BackfillDigestFiles, "backfill digest file"),
        .. counts is { SignFiles: { } signFiles, ResultFiles: { } resultFiles } ? new[] { (resultFiles, "query result file"), (signFiles, "sign file") } : [],
    ];

    private static string Count(long number, string name) => $"{Number(number)} {name}{(number == 1 ? "" : "s")}";

    private static string And(List<string> parts) => parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static long Checked(ReportCounts counts) => Kinds(counts).Sum(kind => Sum(kind.Tally) - kind.Tally.CouldNotCheck);

    private static long Sum(ReportTally tally) => (long)tally.Valid + tally.Invalid + tally.CouldNotCheck;
}
