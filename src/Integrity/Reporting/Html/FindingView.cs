using Integrity.CloudTrail;
using Integrity.Findings;

namespace Integrity.Reporting.Html;

/// <summary>A finding as it is shown. <see cref="Start"/> and <see cref="End"/> say where it lies in the map, in seconds since 1970; 0 when that is not known.</summary>
internal sealed record FindingView(long Number, int State, string Code, string Subject, string? Location, bool HasTime, long Start, long End, string Message, string? Expected, string? Actual, string? Hint)
{
    public static FindingView Of(long number, ReportFinding finding)
    {
        var (start, end) = finding.Range is { } range ? (range.Start.ToUnixTimeSeconds(), range.End.ToUnixTimeSeconds()) : DeliveryOf(finding.Location);
        return new FindingView(
            number, StateOf(finding), finding.Code.ToString(), SubjectOf(finding), finding.Location, finding.Range is not null, start, end, finding.Message, finding.Expected, finding.Actual, finding.Hint);
    }

    /// <summary>The number of the <see cref="CoverageState"/> that it makes.</summary>
    private static int StateOf(ReportFinding finding) => (int)(finding.Weight == Verdict.Invalid
        ? CoverageState.Invalid
        : finding.Subject == ReportSubject.Range ? CoverageState.NotCovered : CoverageState.CouldNotCheck);

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

    /// <summary>A log file has no range of its own, but its name tells the minute of its delivery.</summary>
    private static (long, long) DeliveryOf(string? location)
    {
        const string scheme = "s3://";
        if (location?.StartsWith(scheme, StringComparison.Ordinal) != true || location.IndexOf('/', scheme.Length) is var slash && slash < 0) return default;
        if (!LogFilePath.TryParse(location[(slash + 1)..], out var key)) return default;
        var delivered = key.DeliveredAt.ToUnixTimeSeconds();
        return (delivered, delivered + 60);
    }
}
