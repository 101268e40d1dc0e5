using Integrity.Digests;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>
/// Writes results exactly as the AWS CLI prints them: results to one writer, problems to the other, between blank
/// lines.
/// <code>
/// Digest file	s3://amzn-s3-demo-bucket/AWSLogs/…_20250504T160000Z.json.gz	valid
/// Log file	s3://amzn-s3-demo-bucket/AWSLogs/…_20250504T1355Z_AzKOwsuMccYnSeMN.json.gz	INVALID: not found
/// Range	2025-05-04T12:00:00Z to 2025-05-04T14:00:00Z	NOT COVERED: no digest file; …
/// </code>
/// </summary>
public sealed class TextReport
{
    private readonly TextWriter _output;
    private readonly TextWriter _errors;
    private readonly bool _isVerbose;
    private bool _isAfterBlankLine = true;

    /// <summary>Creates a report.</summary>
    /// <param name="output">Receives the results.</param>
    /// <param name="errors">Receives what is invalid, not covered, or could not be checked.</param>
    /// <param name="isVerbose">Whether to write valid files as well.</param>
    public TextReport(TextWriter output, TextWriter errors, bool isVerbose) =>
        (_output, _errors, _isVerbose) = (output, errors, isVerbose);

    /// <summary>Writes the header.</summary>
    /// <param name="report">The summary of the verification.</param>
    /// <param name="bundle">The bundle that is verified; <c>null</c> if there is none.</param>
    public void Begin(VerificationSummary report, ReportBundle? bundle = null)
    {
        _output.Write(
            $"Validating log files for trail {report.Trail.Arn} between {UtcTime.Format(report.Requested.Start)} and "
                + $"{UtcTime.Format(report.Requested.End)}\n\n"
        );
        if (ReportRelocation.Of(report) is { } relocation)
            _output.Write($"{TerminalText.Escape(relocation.Sentence)}\n\n");
        if (bundle is not null)
            _output.Write($"{TerminalText.Escape(bundle.ToString())}\n\n");
    }

    /// <summary>Whether a result gets a line.</summary>
    public bool HasLine(CheckResult result) => _isVerbose || result.Verdict != Verdict.Valid;

    /// <summary>Writes the line of one result.</summary>
    public void Write(CheckResult result)
    {
        if (result.Verdict != Verdict.Valid)
        {
            // Both writers may be the same terminal, so keep the order.
            _output.Flush();
            _errors.Write($"{(_isAfterBlankLine ? "" : "\n")}{Subject(result)}\t{Judgement(result)}\n\n");
            _errors.Flush();
            _isAfterBlankLine = true;
        }
        else if (HasLine(result))
        {
            _output.Write($"{Subject(result)}\tvalid\n");
            _isAfterBlankLine = false;
        }
    }

    /// <summary>Writes the summary.</summary>
    public void End(VerificationSummary report)
    {
        if (!_isAfterBlankLine)
            _output.Write("\n");
        _output.Write(
            $"Results requested for {UtcTime.Format(report.Requested.Start)} to "
                + $"{UtcTime.Format(report.Requested.End)}\n"
        );
        var total = report.Total;
        if (total.Digests.Total + total.BackfillDigests.Total == 0)
        {
            _output.Write(total.UncheckedRanges > 0 ? "No digests could be checked\n" : "No digests found\n");
            foreach (var line in new[] { NotCovered(total), Unlisted(total) }.Where(line => line.Length > 0))
                _output.Write($"\n{line}\n");
            return;
        }
        _output.Write(
            total.Found is { } found
                ? $"Results found for {UtcTime.Format(found.Start)} to {UtcTime.Format(found.End)}:\n"
                : "No valid digests found in range\n"
        );
        foreach (var line in Counts(total))
            _output.Write($"\n{line}");
        _output.Write("\n");
        WriteChains(report);
    }

    private void WriteChains(VerificationSummary report)
    {
        if (report.Chains.Count < 2)
            return;
        _output.Write("\n");
        foreach (var (chain, section) in report.Chains)
            _output.Write(
                $"{chain.AccountId}\t{chain.Region}\t{Word(section.Verdict)}\t{string.Join("; ", Counts(section))}\n"
            );
    }

    private static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Invalid => "INVALID",
            Verdict.Incomplete => "INCOMPLETE",
            Verdict.Valid => "valid",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
        };

    private static IEnumerable<string> Counts(ResultSummary section)
    {
        string[] lines =
        [
            Ratio(section.Digests, "digest"),
            Ratio(section.BackfillDigests, "backfill digest"),
            Ratio(section.LogFiles, "log"),
            Unlisted(section),
            NotCovered(section),
        ];
        return lines.Where(line => line.Length > 0);
    }

    private static string Ratio(Tally tally, string name)
    {
        if (tally.Total == 0)
            return "";
        var invalid = tally.Invalid > 0 ? $", {tally.Invalid}/{tally.Total} {name} files INVALID" : "";
        var incomplete = tally.Incomplete > 0 ? $", {tally.Incomplete}/{tally.Total} {name} files COULD NOT CHECK" : "";
        return $"{tally.Valid}/{tally.Total} {name} files valid{invalid}{incomplete}";
    }

    private static string Unlisted(ResultSummary section)
    {
        string[] parts =
        [
            Unlisted(section.Unlisted.Invalid, "INVALID"),
            Unlisted(section.Unlisted.Incomplete, "COULD NOT CHECK"),
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private static string Unlisted(int count, string label) =>
        count == 0 ? "" : $"{count} unlisted {(count == 1 ? "object" : "objects")} {label}";

    private static string NotCovered(ResultSummary section)
    {
        string[] parts =
        [
            Ranges(section.Ranges - section.UncheckedRanges, "NOT COVERED", section.NotCovered - section.Unchecked),
            Ranges(section.UncheckedRanges, "COULD NOT CHECK", section.Unchecked),
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    private static string Ranges(int count, string label, TimeSpan time) =>
        count == 0
            ? ""
            : $"{count} {(count == 1 ? "range" : "ranges")} {label}, "
                + $"{PlainWords.Duration((long)time.TotalSeconds)} in total";

    private static string Subject(CheckResult result) =>
        result switch
        {
            DigestResult digest => $"{(digest.IsBackfill ? "(backfill) " : "")}Digest file\t"
                + $"{TerminalText.Escape(digest.Location.ToString())}",
            LogFileResult logFile => $"Log file\t{TerminalText.Escape(logFile.Entry.Location.ToString())}",
            UnlistedResult unlisted => $"{(unlisted.Kind == UnlistedKind.LogFile ? "Log" : "Digest")} "
                + $"{(unlisted.IsFolder ? "folder" : "file")}\t{TerminalText.Escape(unlisted.Location.ToString())}",
            RangeResult range => $"Range\t{range.Range}",
            _ => throw new ArgumentException($"unknown result {result.GetType().Name}", nameof(result)),
        };

    private static string Judgement(CheckResult result)
    {
        var label = result switch
        {
            { Verdict: Verdict.Invalid } => "INVALID",
            RangeResult { IsNotCovered: true } => "NOT COVERED",
            _ => "COULD NOT CHECK",
        };
        var deciding = result.Findings.Where(finding => finding.Severity == result.Verdict);
        return $"{label}: {TerminalText.Escape(string.Join("; ", deciding.Select(finding => finding.Message)))}";
    }
}
