using System.Security.Cryptography;
using System.Text;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>Creates the SARIF location of a finding, and the fingerprint that identifies it across runs.</summary>
internal static class SarifLocation
{
    private const string Scheme = "s3://";
    private const string FileScheme = "file://";

    /// <summary>
    /// Returns a relative URI, e.g. <c>s3/amzn-s3-demo-bucket/AWSLogs/…</c>. GitHub rejects a file that contains an
    /// absolute URI with a scheme other than <c>file</c> (<c>SARIF URI scheme "s3" did not match the checkout URI
    /// scheme "file"</c>), or a result without a location. Because of the first segment, a bucket or object path with a
    /// leading slash or a colon cannot become a host or a scheme. <c>.</c> and <c>..</c> are encoded twice, so that no
    /// reader resolves them.
    /// </summary>
    public static string Uri(ReportFinding finding)
    {
        var path = finding.Location is { } location
            ? location.StartsWith(Scheme, StringComparison.Ordinal)
                ? location[Scheme.Length..]
                : location.StartsWith(FileScheme, StringComparison.Ordinal)
                    ? location[FileScheme.Length..].TrimStart('/')
                    : location
            : $"AWSLogs/{finding.AccountId}/CloudTrail-Digest/{finding.Region}";
        var root = finding.Location?.StartsWith(FileScheme, StringComparison.Ordinal) == true ? "file" : "s3";
        var escaped = TerminalText.Escape(FindingWords.Shortened(path, SarifReport.MaxLocation));
        return $"{root}/{string.Join('/', escaped.Split('/').Select(Segment))}";
    }

    /// <summary>
    /// Returns an identifier that is stable across runs and unique within a run. It depends on the problem and the
    /// location, not on time or order. For a range it includes only the bound that does not move with the requested
    /// range. Messages from the environment are left out, because they can contain request IDs.
    /// </summary>
    public static string Fingerprint(ReportFinding finding)
    {
        string?[] identity =
        [
            finding.Code.ToString(),
            finding.Subject.ToString(),
            finding.AccountId,
            finding.Region,
            finding.IsBackfill ? "backfill" : "main",
            finding.Location,
            finding.Location is null ? Bounds(finding) : null,
            finding.Severity == Verdict.Invalid ? finding.Message : null,
        ];
        // Length prefixes keep different identities from producing the same text.
        var text = string.Concat(identity.Select(part => $"{part?.Length ?? -1}:{part};"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(text)))[..32];
    }

    private static string? Bounds(ReportFinding finding) =>
        (finding.Code, finding.Range) switch
        {
            (_, null) => null,
            (FindingCode.NotCoveredAfterNewest, { } range) => $"from {range.Start.UtcTicks}",
            (FindingCode.NotCoveredBeforeOldest, { } range) => $"to {range.End.UtcTicks}",
            (FindingCode.NotCoveredGap or FindingCode.NotCoveredRestart, { } range) =>
                $"from {range.Start.UtcTicks} to {range.End.UtcTicks}",
            _ => null,
        };

    private static string Segment(string segment) =>
        segment switch
        {
            "." => "%252E",
            ".." => "%252E%252E",
            _ => System.Uri.EscapeDataString(segment),
        };
}
