using Integrity.CloudTrail;
using Integrity.Findings;

namespace Integrity.Reporting.Html;

/// <summary>
/// A finding for display. <see cref="Start"/> and <see cref="End"/> are its position in the map, in seconds since 1970;
/// 0 if unknown.
/// </summary>
internal sealed record FindingView(
    long Number,
    int State,
    string Code,
    string Subject,
    string? Location,
    bool HasTime,
    long Start,
    long End,
    string Message,
    string? Expected,
    string? Actual,
    string? Hint
)
{
    public static FindingView Of(long number, ReportFinding finding)
    {
        var (start, end) = finding.Range is { } range
            ? (range.Start.ToUnixTimeSeconds(), range.End.ToUnixTimeSeconds())
            : DeliveryOf(finding.Location);
        return new FindingView(
            number,
            StateOf(finding),
            finding.Code.ToString(),
            SubjectOf(finding),
            finding.Location,
            finding.Range is not null,
            start,
            end,
            finding.Message,
            finding.Expected,
            finding.Actual,
            finding.Hint
        );
    }

    /// <summary>Returns the number of the <see cref="CoverageState"/> that the finding causes.</summary>
    private static int StateOf(ReportFinding finding) =>
        (int)(
            finding.Severity == Verdict.Invalid ? CoverageState.Invalid
            : finding.Subject == ReportSubject.Range ? CoverageState.NotCovered
            : CoverageState.CouldNotCheck
        );

    private static string SubjectOf(ReportFinding finding)
    {
        var subject = finding.Subject switch
        {
            ReportSubject.DigestFile => "Digest file",
            ReportSubject.LogFile => "Log file",
            ReportSubject.SignFile => "Sign file",
            ReportSubject.ResultFile => "Query result file",
            ReportSubject.Folder => "Folder",
            _ => "Range",
        };
        return finding.IsBackfill ? $"Backfill: {subject.ToLowerInvariant()}" : subject;
    }

    /// <summary>Returns the minute of delivery from the name of a log file, which has no range of its own.</summary>
    private static (long, long) DeliveryOf(string? location)
    {
        const string scheme = "s3://";
        if (
            location?.StartsWith(scheme, StringComparison.Ordinal) != true
            || location.IndexOf('/', scheme.Length) is var slash && slash < 0
        )
            return default;
        if (!LogFilePath.TryParse(location[(slash + 1)..], out var logFilePath))
            return default;
        var delivered = logFilePath.DeliveredAt.ToUnixTimeSeconds();
        return (delivered, delivered + 60);
    }
}
