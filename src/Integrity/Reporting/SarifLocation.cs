using System.Security.Cryptography;
using System.Text;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>Where a finding lies, in the words of SARIF, and what makes it the same finding in another run.</summary>
internal static class SarifLocation
{
    private const string Scheme = "s3://";
    private const string FileScheme = "file://";

    /// <summary>
    /// A relative URI, e.g. <c>s3/amzn-s3-demo-bucket/AWSLogs/…</c>. GitHub refuses a whole file for one absolute URI of another scheme than <c>file</c>
    /// (<c>SARIF URI scheme "s3" did not match the checkout URI scheme "file"</c>), and for one result without a location.
    /// The first segment keeps a bucket or key that begins with a slash or holds a colon from becoming a host or a scheme; <c>.</c> and <c>..</c> are encoded twice,
    /// so that no reader resolves them.
    /// </summary>
    public static string Uri(ReportFinding finding)
    {
        var path = finding.Location is { } location
            ? location.StartsWith(Scheme, StringComparison.Ordinal) ? location[Scheme.Length..] : location.StartsWith(FileScheme, StringComparison.Ordinal) ? location[FileScheme.Length..].TrimStart('/') : location
            : $"AWSLogs/{finding.AccountId}/CloudTrail-Digest/{finding.Region}";
        return $"{(finding.Location?.StartsWith(FileScheme, StringComparison.Ordinal) == true ? "file" : "s3")}/{string.Join('/', TerminalText.Escape(FindingWords.Shortened(path, SarifReport.MaxPlace)).Split('/').Select(Segment))}";
    }

    /// <summary>
    /// The same for one finding in all runs, and another one for each other finding of a run: made of what was found and where, not of when or in which order.
    /// Of a range it holds only the end that does not move with the range that is asked for. Texts of the environment (they can hold request numbers) are left out.
    /// </summary>
    public static string Fingerprint(ReportFinding finding)
    {
        string?[] identity =
        [
            finding.Code.ToString(), finding.Subject.ToString(), finding.AccountId, finding.Region, finding.IsBackfill ? "backfill" : "main",
            finding.Location, finding.Location is null ? Bounds(finding) : null, finding.Weight == Verdict.Invalid ? finding.Message : null,
        ];
        // a length before each part: no two identities run together
        var text = string.Concat(identity.Select(part => $"{part?.Length ?? -1}:{part};"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(text)))[..32];
    }

    private static string? Bounds(ReportFinding finding) => (finding.Code, finding.Range) switch
    {
        (_, null) => null,
        (FindingCode.NotCoveredAfterNewest, { } range) => $"from {range.Start.UtcTicks}",
        (FindingCode.NotCoveredBeforeOldest, { } range) => $"to {range.End.UtcTicks}",
        (FindingCode.NotCoveredGap or FindingCode.NotCoveredRestart, { } range) => $"from {range.Start.UtcTicks} to {range.End.UtcTicks}",
        _ => null,
    };

    private static string Segment(string segment) => segment switch
    {
        "." => "%252E",
        ".." => "%252E%252E",
        _ => System.Uri.EscapeDataString(segment),
    };
}
