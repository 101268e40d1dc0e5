using System.Globalization;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>
/// Creates the annotations of a step: errors and warnings, worst first, up to GitHub's limit. The rest is counted.
/// </summary>
internal static class Annotations
{
    /// <summary>GitHub shows ten errors and ten warnings of a step.</summary>
    public const int Max = 10;

    public static IEnumerable<string> Of(ActionOutcome outcome)
    {
        List<string> first = [.. OfError(outcome)];
        var findings = (outcome.Document?.Findings ?? []).OrderBy(finding => finding.Severity).ToList();
        var all = first.Count + findings.Count + (outcome.Document?.FindingsLeftOut ?? 0);
        var shown = (int)Math.Min(all > Max ? Max - 1 : Max, all) - first.Count;
        return
        [
            .. first,
            .. findings.Take(shown).Select(OfFinding),
            .. all > Max ? [OfRest(findings.Skip(shown), all - first.Count - shown)] : (string[])[],
        ];
    }

    private static IEnumerable<string> OfError(ActionOutcome outcome)
    {
        if (outcome.Error is not { } error)
            return outcome.Document is null
                ? [WorkflowCommand.Error("Nothing was verified", "see the log of this step")]
                : [];
        // With an invalid or incomplete verdict, the step fails for that reason, so the error is only a warning.
        var isWhy =
            outcome.Document is null
            || (outcome.Document.Verdict == Verdict.Valid && outcome.ExitCode != ExitCode.Valid);
        return isWhy
            ?
            [
                WorkflowCommand.Error(
                    outcome.Document is null ? "Nothing was verified" : "The run could not finish",
                    error.Message,
                    error.Hint
                ),
            ]
            : [WorkflowCommand.Warning("ctverify", error.Message, error.Hint)];
    }

    private static string OfFinding(ReportFinding finding)
    {
        var place =
            finding.Location
            ?? (
                finding.Range is { } range
                    ? $"{UtcTime.Format(range.Start)} to {UtcTime.Format(range.End)}"
                    : "the whole range"
            );
        var text = $"{finding.Message}: {place}";
        return finding.Severity == Verdict.Invalid
            ? WorkflowCommand.Error($"{Subject(finding)} invalid", text, finding.Hint)
            : WorkflowCommand.Warning($"{Subject(finding)} not proved", text, finding.Hint);
    }

    private static string Subject(ReportFinding finding) =>
        finding.Subject switch
        {
            ReportSubject.DigestFile => "Digest file",
            ReportSubject.LogFile => "Log file",
            _ => "Range",
        };

    private static string OfRest(IEnumerable<ReportFinding> rest, long count)
    {
        var text =
            $"{count.ToString("N0", CultureInfo.InvariantCulture)} more findings: "
            + "see the job summary and the reports";
        return rest.Any(finding => finding.Severity == Verdict.Invalid)
            ? WorkflowCommand.Error("More findings", text)
            : WorkflowCommand.Warning("More findings", text);
    }
}
