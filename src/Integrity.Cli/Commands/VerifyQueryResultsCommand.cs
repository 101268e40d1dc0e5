using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.Cli.Stores;
using Integrity.QueryResults;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify verify-query-results</c>: verifies the saved results of a CloudTrail Lake query.</summary>
internal sealed class VerifyQueryResultsCommand(Terminal terminal)
{
    private readonly QueryEvidence.Options _where = new();
    private readonly Option<bool> _noUnlisted = new("--no-unlisted")
    {
        Description = "Do not list the folder for result files that the sign file does not name.",
    };
    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Also tell what is valid, and what the signature does not cover.",
    };

    private readonly ReportOptions _reports = new(terminal);

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "verify-query-results",
            "Verifies saved results of a CloudTrail Lake query: the sign file, and every result file that it lists, in S3 or in a folder.",
            """
            The signature is checked first, then every file; all that is wrong is named. It covers the content of the files, and neither their names nor region, time and query.

            Examples:
              ctverify verify-query-results --s3-bucket amzn-s3-demo-bucket --s3-prefix AWSLogs/111122223333/CloudTrail-Lake/Query/2025/05/04/QUERY-ID --region us-east-1
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
        _reports.RefuseUnwritable(arguments);
        using var evidence = _where.Open(arguments, terminal);
        var request = evidence.Request with { LooksForUnlisted = !arguments.GetValue(_noUnlisted) };
        var isVerbose = arguments.GetValue(_verbose);
        var report = new QueryResultsSummary();
        var collector = new QueryResultsCollector(report, request, evidence.LocalFolder);
        var text = _reports.IsText(arguments)
            ? new QueryResultsText(terminal.Output, terminal.Errors, evidence.LocalFolder, isVerbose)
            : null;
        await new QueryResultsRun(terminal, report, collector, text).RunAsync(evidence, request, cancellationToken);
        await _reports.WriteAsync(arguments, tool => collector.ToDocument(tool, terminal.Clock.GetUtcNow()));
        await terminal.Output.FlushAsync(CancellationToken.None);
        // the AWS CLI's output stays as it is where programs read it
        if (isVerbose || terminal.ShowsProgress)
            TellWhatIsNotProved();
        return ExitCode.Of(report.Verdict, failOnIncomplete: true);
    }

    private void TellWhatIsNotProved()
    {
        terminal.Note("the signature does not prove:");
        foreach (var sentence in QueryResultsVerifier.NotProved)
            terminal.Note($"- {sentence}");
    }
}
