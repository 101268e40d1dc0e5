using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.CloudTrail;
using Integrity.Fetching;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify fetch</c>: downloads what a verification needs and verifies it on the way.</summary>
internal sealed class FetchCommand(Terminal terminal)
{
    private readonly SelectionOptions _selection = new(terminal);
    private readonly Option<string> _out = new("--out")
    {
        Description =
            "Directory to download into: DIR/BUCKET/…, DIR/keys and DIR/manifest.jsonl. Resumes an existing download.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly ReportOptions _reports = new(terminal);
    private readonly Option<bool> _noLogs = new("--no-logs")
    {
        Description = "Download digest files only. Log files are not verified.",
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "fetch",
            "Download digest files, log files and public keys of a time range, and verify them on the way.",
            """
            Existing files are neither downloaded again nor overwritten. Run the command again to resume after an
            interruption or to add new files. Objects that changed in the store since the download are reported.

            Examples:
              ctverify fetch --start-time 2025-05-01 --end-time 2025-06-01 --out ./evidence \
                --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --end-time 2025-06-01 \
                --source ./evidence --keys ./evidence/keys
              ctverify fetch --trail-arn ARN --start-time 2025-05-01 --out ./evidence \
                --report may.html --report may.json

            DIR/keys contains the public keys that CloudTrail returned. Anyone who can write to the directory can
            replace them, so compare their fingerprints or keep the keys elsewhere.

            Exit codes: 0 complete and valid, 1 invalid, 2 usage, 3 incomplete (something could not be downloaded or
            checked, changed since the download, or is not covered by any digest).
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
        _reports.RequireWritable(arguments);
        var selection = _selection.ToSelection(arguments);
        var hasLogFiles = !arguments.GetValue(_noLogs);
        using var evidence = await _selection.OpenAsync(arguments, cancellationToken);
        var request = _selection.ToRequest(
            arguments,
            selection,
            evidence,
            looksForUnlisted: hasLogFiles,
            showsProgress: terminal.ShowsProgress
        );
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
        copy.WordHint = HintWords.Of;
        var verification = new TrailVerification(copy, copy, terminal.Clock, request)
        {
            Relocation = evidence.Relocation,
            Bundle = evidence.Bundle,
            WordHint = HintWords.Of,
            KeepsReport = _reports.WantsDocument(arguments),
            ChecksLogFiles = hasLogFiles,
        };
        var run = new VerificationRun(terminal, verification, request);
        var isText = _reports.IsText(arguments);
        using var progress = request.Progress is null
            ? null
            : new ProgressLine(
                terminal,
                new ProgressText(request.Progress, run.Report.Requested, () => copy.Summary.Bytes, evidence.Traffic)
            );
        await run.RunAsync(
            isText ? new TextReport(terminal.Output, terminal.Errors, isVerbose: false) : null,
            progress,
            cancellationToken
        );
        await copy.FinishAsync(isWhole: !run.Report.IsInterrupted, cancellationToken);
        var fetch = ToReport(copy.Summary, arguments.GetValue(_out)!, hasLogFiles);
        if (isText)
            Print(fetch);
        await _reports.WriteAsync(arguments, tool => fetch.On(run.ToDocument(tool)));
        var verdict = fetch.On(VerdictSentence.Of(run.Report));
        VerdictLine.Write(terminal, verdict);
        return ExitCode.Of(verdict.Verdict, failOnIncomplete: true);
    }

    private static ReportFetch ToReport(FetchSummary summary, string directory, bool hasLogFiles) =>
        new()
        {
            Folder = directory,
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

    private void Print(ReportFetch fetch)
    {
        terminal.Output.Flush();
        foreach (var problem in fetch.Problems)
            terminal.Errors.Write(
                $"\n{Kind(problem.Location)}\t{TerminalText.Escape(problem.Location)}\t"
                    + $"{(problem.IsChanged ? "CHANGED" : "COULD NOT FETCH")}: {TerminalText.Escape(problem.Message)}\n"
            );
        if (fetch.ProblemsLeftOut > 0)
            terminal.Errors.Write($"\nand {fetch.ProblemsLeftOut} more\n");
        if (!fetch.HasLogFiles)
            terminal.Output.Write("\nLog files were neither downloaded nor verified (--no-logs)\n");
        terminal.Output.Write(
            $"\n{TerminalText.Escape(fetch.ToString())}"
                + (fetch.CountProblems() == 0 ? "\n" : $", {fetch.CountProblems()} COULD NOT BE FETCHED or CHANGED\n")
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
