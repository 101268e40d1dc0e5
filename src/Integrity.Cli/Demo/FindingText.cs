using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Verification;

namespace Integrity.Cli.Demo;

/// <summary>Formats a result as one line.</summary>
internal static class FindingText
{
    public static string Of(CheckResult result) =>
        $"{Subject(result)}: {string.Join("; ", result.Findings.Select(finding => finding.Message))}";

    private static string Subject(CheckResult result) =>
        result switch
        {
            DigestResult digest when DigestPath.TryParse(digest.Location.Path, out var path) =>
                $"digest file {UtcTime.Format(path.End)}",
            LogFileResult logFile when LogFilePath.TryParse(logFile.Entry.Location.Path, out var path) =>
                $"log file {UtcTime.Format(path.DeliveredAt)}",
            UnlistedResult unlisted when LogFilePath.TryParse(unlisted.Location.Path, out var path) =>
                $"log file {UtcTime.Format(path.DeliveredAt)}",
            RangeResult range => $"{range.Range}",
            _ => "object",
        };
}
