using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.Cli.Stores;
using Integrity.QueryResults;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify verify-query-results</c>: verifies saved results of a CloudTrail Lake query.</summary>
internal sealed class VerifyQueryResultsCommand(Terminal terminal)
{
    private readonly QueryEvidence.Options _where = new();
    private readonly Option<bool> _noUnlisted = new("--no-unlisted")
    {
        Description = "Do not look for result files that the sign file does not list.",
    };
    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "List valid files as well, and what the signature does not cover.",
    };

    private readonly ReportOptions _reports = new(terminal);

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "verify-query-results",
            "Verify saved CloudTrail Lake query results: the sign file and every result file it lists.",
            """
            Checks the signature first, then every file, and reports every problem. The signature covers the contents
            of the files, but not their names or the region, time and text of the query.

            Examples:
              ctverify verify-query-results --s3-bucket amzn-s3-demo-bucket --region us-east-1 \
                --s3-prefix AWSLogs/111122223333/CloudTrail-Lake/Query/2025/05/04/QUERY-ID
              ctverify verify-query-results --local-export-path ./results --region us-east-1
              ctverify verify-query-results --local-export-path ./results --keys ./keys

            Exit codes: 0 valid, 1 invalid, 2 usage, 3 incomplete (something could not be checked).
            """
        );
        _where.AddTo(command);
        foreach (var option in new Option[] { _noUnlisted, _verbose })
            command.Add(option);
        _reports.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        _reports.RequireWritable(arguments);
        using var evidence = _where.Open(arguments, terminal);
        var request = evidence.Request with { LooksForUnlisted = !arguments.GetValue(_noUnlisted) };
        var isVerbose = arguments.GetValue(_verbose);
        var report = new QueryResultsSummary();
        var collector = new QueryResultsCollector(report, request, evidence.LocalFolder) { WordHint = HintWords.Of };
        var text = _reports.IsText(arguments)
            ? new QueryResultsText(terminal.Output, terminal.Errors, evidence.LocalFolder, isVerbose)
            : null;
        await new QueryResultsRun(terminal, report, collector, text).RunAsync(evidence, request, cancellationToken);
        await _reports.WriteAsync(arguments, tool => collector.ToDocument(tool, terminal.Clock.GetUtcNow()));
        await terminal.Output.FlushAsync(CancellationToken.None);
        // Programs that read the output expect exactly that of the AWS CLI.
        if (isVerbose || terminal.ShowsProgress)
            PrintWhatIsNotProved();
        VerdictLine.Write(terminal, VerdictSentence.Of(report));
        return ExitCode.Of(report.Verdict, failOnIncomplete: true);
    }

    private void PrintWhatIsNotProved()
    {
        terminal.Note("the signature does not prove:");
        foreach (var sentence in QueryResultsVerifier.NotProved)
            terminal.NoteItem(sentence);
    }
}
