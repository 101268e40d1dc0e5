using System.Globalization;
using Integrity.Cli.Output;
using Integrity.Cli.Stores;
using Integrity.QueryResults;
using Integrity.Reporting;

namespace Integrity.Cli.Runs;

/// <summary>
/// Verifies query results, and passes each result to the summary, text output, reports and status line.
/// </summary>
/// <param name="terminal">Prints progress, errors and hints.</param>
/// <param name="report">Receives the counts.</param>
/// <param name="collector">Receives the findings.</param>
/// <param name="text">Prints the results; <c>null</c> to print none.</param>
internal sealed class QueryResultsRun(
    Terminal terminal,
    QueryResultsSummary report,
    QueryResultsCollector collector,
    QueryResultsText? text
)
{
    private readonly SortedSet<string> _hints = new(StringComparer.Ordinal);

    public async Task RunAsync(QueryEvidence evidence, QueryResultsRequest request, CancellationToken cancellationToken)
    {
        var counting = new CountingReader(evidence.Store);
        using var status = terminal.ShowsProgress
            ? new StatusLine(terminal, seconds => Status(counting.Bytes, seconds))
            : null;
        try
        {
            await foreach (
                var result in new QueryResultsVerifier(
                    terminal.ShowsProgress ? counting : evidence.Store,
                    evidence.Keys
                ).VerifyAsync(request, cancellationToken)
            )
                Process(result, status);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report.Interrupt();
        }
        status?.Dispose();
        if (report.IsInterrupted)
        {
            var (message, hint) = terminal.Interruption;
            var count = report.ResultFiles.Total;
            terminal.Error($"{message}: checked {count} result files; the others were not checked", hint);
        }
        text?.End(report);
        await terminal.Output.FlushAsync(CancellationToken.None);
        foreach (var hint in _hints)
            terminal.Hint(hint);
    }

    private void Process(QueryFileResult result, StatusLine? status)
    {
        report.Add(result);
        collector.Add(result);
        _hints.UnionWith(result.Findings.Select(finding => HintWords.Of(finding.Hint)).OfType<string>());
        if (text is null)
            return;
        if (status is null)
            text.Write(result);
        else
            status.Interrupt(() => text.Write(result));
    }

    private string Status(long bytes, double seconds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Count.Of(report.ResultFiles.Total, "result file")} checked, {bytes / 1e9:0.0} GB read, "
                + $"{bytes / 1e6 / Math.Max(seconds, 0.001):0.0} MB/s"
        );
}
