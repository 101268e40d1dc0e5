using Integrity.Digests;

namespace Integrity.Reporting;

/// <summary>
/// The wording of findings shared by all reports. The results can contain unescaped text from the bucket: each report
/// escapes it for its own format.
/// </summary>
internal static class FindingWords
{
    /// <summary>Sorts findings by severity, worst first. The order within a severity is kept.</summary>
    public static IEnumerable<ReportFinding> WorstFirst(IEnumerable<ReportFinding> findings) =>
        findings.OrderBy(finding => finding.Severity);

    /// <summary>Returns the kind of object, e.g. <c>Log file</c>.</summary>
    public static string Subject(ReportFinding finding) =>
        (finding.Subject, finding.IsBackfill) switch
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

    /// <summary>Returns the location of the object, or the bounds of the range.</summary>
    public static string Location(ReportFinding finding) =>
        finding.Location ?? (finding.Range is { } range ? Range(range) : "the whole range");

    /// <summary>Formats a range, e.g. <c>2025-05-04T12:00:00Z to 2025-05-04T14:00:00Z</c>.</summary>
    public static string Range(ReportRange range) => $"{UtcTime.Format(range.Start)} to {UtcTime.Format(range.End)}";

    /// <summary>Returns the message with the expected and actual values.</summary>
    public static string Message(ReportFinding finding) => $"{finding.Message}{Values(finding)}";

    /// <summary>Truncates a text, stating the number of characters left out.</summary>
    public static string Shortened(string text, int maxCharacters) =>
        text.Length <= maxCharacters
            ? text
            : $"{text[..maxCharacters]}… ({text.Length - maxCharacters} more characters)";

    private static string Values(ReportFinding finding) =>
        (finding.Expected, finding.Actual) switch
        {
            ({ } expected, { } actual) => $" (expected {expected}, found {actual})",
            ({ } expected, null) => $" (expected {expected})",
            (null, { } actual) => $" ({actual})",
            _ => "",
        };
}
