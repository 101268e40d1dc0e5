using System.Globalization;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>What a step shows on the page of its run: errors and warnings, worst first, at most as many as GitHub keeps of a step; the rest is counted.</summary>
internal static class Annotations
{
    /// <summary>GitHub keeps ten errors and ten warnings of a step.</summary>
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
        // with a verdict, the step fails for that, or for what is told here
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
            $"{count.ToString("N0", CultureInfo.InvariantCulture)} further findings: see the summary of this job, and the reports";
        return rest.Any(finding => finding.Severity == Verdict.Invalid)
            ? WorkflowCommand.Error("Further findings", text)
            : WorkflowCommand.Warning("Further findings", text);
    }
}
