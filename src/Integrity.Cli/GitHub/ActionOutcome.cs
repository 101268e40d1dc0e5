using System.Globalization;
using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>The outcome of a step.</summary>
/// <param name="ExitCode">The exit code of the verification and of the step.</param>
/// <param name="Document">The results; <c>null</c> if nothing was verified.</param>
/// <param name="Reports">Paths of the reports written.</param>
/// <param name="Error">The last error printed and its hint; <c>null</c> if there was none.</param>
internal sealed record ActionOutcome(
    int ExitCode,
    ReportDocument? Document,
    IReadOnlyList<string> Reports,
    (string Message, string? Hint)? Error
)
{
    /// <summary>
    /// Returns the outputs of the action. <c>verdict</c> and the counts are empty if nothing was verified.
    /// </summary>
    public IEnumerable<(string Name, string Value)> Outputs()
    {
        yield return ("verdict", Verdict);
        yield return ("exit-code", Number(ExitCode));
        foreach (var (name, count) in Counts(Document?.Total))
            yield return (name, count is { } number ? Number(number) : "");
        yield return ("findings", Document is null ? "" : Number(Document.Findings.Count + Document.FindingsLeftOut));
        foreach (var kind in ReportFormat.All.Select(format => format.Extension))
            yield return (
                $"report-{kind[1..]}",
                Reports.FirstOrDefault(path => path.EndsWith(kind, StringComparison.Ordinal)) ?? ""
            );
    }

    /// <summary>The verdict. An interrupted verification without findings is incomplete.</summary>
    private string Verdict =>
        Document switch
        {
            null => "",
            { Verdict: Findings.Verdict.Valid, IsInterrupted: true } => "incomplete",
            _ => Document.Verdict.ToString().ToLowerInvariant(),
        };

    private static IEnumerable<(string Name, long? Count)> Counts(ReportCounts? counts) =>
        [
            .. Tally("digest-files", Sum(counts?.DigestFiles, counts?.BackfillDigestFiles)),
            .. Tally("log-files", counts?.LogFiles),
            ("not-covered-ranges", counts?.NotCoveredRanges),
            ("not-covered-seconds", counts?.NotCoveredSeconds),
        ];

    private static IEnumerable<(string Name, long? Count)> Tally(string of, ReportTally? tally) =>
        [
            ($"{of}-valid", tally?.Valid),
            ($"{of}-invalid", tally?.Invalid),
            ($"{of}-could-not-check", tally?.CouldNotCheck),
        ];

    private static ReportTally? Sum(ReportTally? one, ReportTally? other) =>
        one is null || other is null
            ? null
            : new ReportTally(
                one.Valid + other.Valid,
                one.Invalid + other.Invalid,
                one.CouldNotCheck + other.CouldNotCheck
            );

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
