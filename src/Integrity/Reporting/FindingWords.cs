using Integrity.Digests;

namespace Integrity.Reporting;

/// <summary>What all reports say of a finding in the same words. What they return can hold text from the bucket, as it is: each report escapes it for its own form.</summary>
internal static class FindingWords
{
    /// <summary>Worst first; findings of one weight keep the order in which they were made.</summary>
    public static IEnumerable<ReportFinding> WorstFirst(IEnumerable<ReportFinding> findings) => findings.OrderBy(finding => finding.Weight);

    /// <summary>The kind of thing that it was made on, e.g. <c>Log file</c>.</summary>
    public static string Subject(ReportFinding finding) => (finding.Subject, finding.IsBackfill) switch
    {
        (ReportSubject.DigestFile, false) => "Digest file",
        (ReportSubject.DigestFile, true) => "Backfill digest file",
        (ReportSubject.LogFile, _) => "Log file",
        (ReportSubject.Range, _) => "Range",
        (ReportSubject.SignFile, _) => "Sign file",
        (ReportSubject.ResultFile, _) => "Query result file",
        (ReportSubject.Folder, _) => "Folder",
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding.Subject, null),
    };

    /// <summary>Where it was made: the location of an object, or the bounds of a range.</summary>
    public static string Place(ReportFinding finding) => finding.Location ?? (finding.Range is { } range ? Range(range) : "the whole range");

    /// <summary>A range as <c>2025-05-04T12:00:00Z to 2025-05-04T14:00:00Z</c>.</summary>
    public static string Range(ReportRange range) => $"{UtcTime.Format(range.Start)} to {UtcTime.Format(range.End)}";

    /// <summary>The message, with what was expected and found instead.</summary>
    public static string Message(ReportFinding finding) => $"{finding.Message}{Values(finding)}";

    /// <summary>The text, or its start with the number of characters that were cut off.</summary>
    public static string Shortened(string text, int maxCharacters) => text.Length <= maxCharacters ? text : $"{text[..maxCharacters]}… ({text.Length - maxCharacters} more characters)";

    private static string Values(ReportFinding finding) => (finding.Expected, finding.Actual) switch
    {
        ({ } expected, { } actual) => $" (expected {expected}, found {actual})",
        ({ } expected, null) => $" (expected {expected})",
        (null, { } actual) => $" ({actual})",
        _ => "",
    };
}
