using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.CloudTrail;
using Integrity.Fetching;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify fetch</c>: brings all that a verification of a range needs into a folder, and verifies it while it comes.</summary>
internal sealed class FetchCommand(Terminal terminal)
{
    private readonly SelectionOptions _selection = new(terminal);
    private readonly Option<string> _out = new("--out")
    {
        Description =
            "The folder to fetch into: DIR/BUCKET/KEY, DIR/keys and DIR/manifest.jsonl. One that was fetched into before is gone on with.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly ReportOptions _reports = new(terminal);
    private readonly Option<bool> _noLogs = new("--no-logs")
    {
        Description = "Fetch digests alone. Then nothing can be said of log files.",
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "fetch",
            "Brings digests, log files and public keys of a range into a folder, and verifies them while they come: for a verification without any network.",
            """
            What is in the folder is not fetched again, and never written over: run it again to go on after an interruption, or to add what is new.
            What changed in the store since it was fetched is named.

            Examples:
              ctverify fetch --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail --start-time 2025-05-01 --end-time 2025-06-01 --out ./evidence
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --end-time 2025-06-01 --source ./evidence --keys ./evidence/keys
              ctverify fetch --trail-arn ARN --start-time 2025-05-01 --out ./evidence --report may.html --report may.json

            The keys in DIR/keys are those that CloudTrail handed out. Whoever can write to the folder can replace them: compare their fingerprints, or keep them elsewhere.

            Exit codes: 0 all is there, and valid; 1 invalid; 2 usage; 3 incomplete (something could not be fetched or checked, changed since, or is not covered by any digest).
            """
        );
        _selection.AddTo(command);
        command.Add(_out);
        command.Add(_noLogs);
        _reports.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        _reports.RefuseUnwritable(arguments);
        var wanted = _selection.ToRequest(arguments);
        var hasLogFiles = !arguments.GetValue(_noLogs);
        using var evidence = await _selection.OpenAsync(arguments, cancellationToken);
        var request = _selection.On(evidence, wanted, arguments) with
        {
            LooksForUnlisted = hasLogFiles,
            Progress = terminal.ShowsProgress ? new VerificationProgress() : null,
        };
        var origin = new FetchOrigin(
            $"ctverify {ReportOptions.Version}",
            _selection.Source(arguments, evidence),
            request.Trail,
            request.Start,
            request.End,
            request.Places,
            hasLogFiles,
            evidence.Relocation
        );
        using var copy = FetchingStore.Open(
            arguments.GetValue(_out)!,
            evidence.Store,
            evidence.Keys,
            origin,
            terminal.Clock,
            request.Concurrency,
            cancellationToken
        );
        var verification = new TrailVerification(copy, copy, terminal.Clock, request)
        {
            Relocation = evidence.Relocation,
            Bundle = evidence.Bundle,
            KeepsReport = _reports.WantsDocument(arguments),
            ChecksLogFiles = hasLogFiles,
        };
        var run = new VerificationRun(terminal, verification, request);
        var isText = _reports.IsText(arguments);
        using var progress = request.Progress is null
            ? null
            : new ProgressLine(terminal, () => copy.Summary.Bytes, request.Progress, run.Report.Requested);
        await run.RunAsync(
            isText ? new TextReport(terminal.Output, terminal.Errors, isVerbose: false) : null,
            progress,
            cancellationToken
        );
        await copy.FinishAsync(isWhole: !run.Report.IsInterrupted);
        var fetch = ToReport(copy.Summary, arguments.GetValue(_out)!, hasLogFiles);
        if (isText)
            Tell(fetch);
        await _reports.WriteAsync(arguments, tool => fetch.On(run.ToDocument(tool)));
        return ExitCode.Of(fetch.On(run.Report.Verdict), failOnIncomplete: true);
    }

    private static ReportFetch ToReport(FetchSummary summary, string folder, bool hasLogFiles) =>
        new()
        {
            Folder = folder,
            HasLogFiles = hasLogFiles,
            Stored = summary.Taken,
            Bytes = summary.Bytes,
            AlreadyPresent = summary.There,
            FetchedAgain = summary.Replaced,
            Problems =
            [
                .. summary.Problems.Select(problem => new ReportFetchProblem(
                    problem.Location.ToString(),
                    problem.IsChanged,
                    problem.Message
                )),
            ],
            ProblemsLeftOut = summary.ProblemCount - summary.Problems.Count,
        };

    private void Tell(ReportFetch fetch)
    {
        terminal.Output.Flush();
        foreach (var problem in fetch.Problems)
            terminal.Errors.Write(
                $"\n{Kind(problem.Location)}\t{TerminalText.Escape(problem.Location)}\t{(problem.IsChanged ? "CHANGED" : "COULD NOT FETCH")}: {TerminalText.Escape(problem.Message)}\n"
            );
        if (fetch.ProblemsLeftOut > 0)
            terminal.Errors.Write($"\nand {fetch.ProblemsLeftOut} more\n");
        if (!fetch.HasLogFiles)
            terminal.Output.Write("\nLog files were left out (--no-logs): nothing is said of them\n");
        terminal.Output.Write(
            $"\n{TerminalText.Escape(fetch.ToString())}{(fetch.CountProblems() == 0 ? "" : $", {fetch.CountProblems()} COULD NOT BE FETCHED or CHANGED")}\n"
        );
    }

    private static string Kind(string location)
    {
        if (!S3Url.TryParseObject(location, out var at))
            return "Object";
        return DigestPath.TryParse(at.Path, out _) ? "Digest file"
            : LogFilePath.TryParse(at.Path, out _) ? "Log file"
            : "Object";
    }
}
