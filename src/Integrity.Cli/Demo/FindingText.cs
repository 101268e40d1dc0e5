using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Cli.Demo;

/// <summary>A result in a few words, for a table.</summary>
internal static class FindingText
{
    public static string Of(CheckResult result) =>
        $"{Subject(result)}: {string.Join("; ", result.Findings.Select(finding => Short(finding)))}";

    private static string Subject(CheckResult result) =>
        result switch
        {
            DigestResult digest when DigestPath.TryParse(digest.Location.Path, out var digestPath) =>
                $"digest {UtcTime.Format(digestPath.End)}",
            LogFileResult logFile when LogFilePath.TryParse(logFile.Entry.Location.Path, out var logFilePath) =>
                $"log file {UtcTime.Format(logFilePath.DeliveredAt)}",
            UnlistedResult stray when LogFilePath.TryParse(stray.Location.Path, out var logFilePath) =>
                $"log file {UtcTime.Format(logFilePath.DeliveredAt)}",
            RangeResult range => $"{range.Range}",
            _ => "object",
        };

    private static string Short(Finding finding) =>
        finding.Code switch
        {
            FindingCode.DigestMissingByRhythm => "not found (inferred)",
            FindingCode.KeyUnknown => "signed with a key that is not trusted",
            FindingCode.NotCoveredAfterNewest => "not covered by any digest file",
            FindingCode.LogFileUndecided => "no verified digest file lists it, and it is too new to tell",
            _ => finding.Message,
        };
}
