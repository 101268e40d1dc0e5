using System.CommandLine;
using System.Globalization;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify fetch</c>: brings all that a verification of a range needs into a folder, and verifies it while it comes.</summary>
internal sealed class FetchCommand(Terminal terminal)
{
    private readonly SelectionOptions _selection = new(terminal);
    private readonly Option<string> _out = new("--out") { Description = "The folder to fetch into: DIR/BUCKET/KEY, DIR/keys and DIR/manifest.jsonl. One that was fetched into before is gone on with.", HelpName = "DIR", Required = true };
    private readonly Option<bool> _noLogs = new("--no-logs") { Description = "Fetch digests alone. Then nothing can be said of log files." };

    public Command ToCommand()
    {
        var command = new DocumentedCommand("fetch", "Brings digests, log files and public keys of a range into a folder, and verifies them while they come: for a verification without any network.", """
            What is in the folder is not fetched again, and never written over: run it again to go on after an interruption, or to add what is new.
            What changed in the store since it was fetched is named.

            Examples:
              ctverify fetch --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail --start-time 2025-05-01 --end-time 2025-06-01 --out ./evidence
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --end-time 2025-06-01 --source ./evidence --keys ./evidence/keys

            The keys in DIR/keys are those that CloudTrail handed out. Whoever can write to the folder can replace them: compare their fingerprints, or keep them elsewhere.

            Exit codes: 0 all is there, and valid; 1 invalid; 2 usage; 3 incomplete (something could not be fetched or checked, changed since, or is not covered by any digest).
            """);
        _selection.AddTo(command);
        command.Add(_out);
        command.Add(_noLogs);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var wanted = _selection.ToRequest(arguments);
        var hasLogFiles = !arguments.GetValue(_noLogs);
        using var evidence = await _selection.OpenAsync(arguments, cancellationToken);
        var request = _selection.On(evidence, wanted, arguments) with { LooksForUnlisted = hasLogFiles, Progress = terminal.ShowsProgress ? new VerificationProgress() : null };
        var origin = new FetchOrigin($"ctverify {ReportOptions.Version}", _selection.Source(arguments, evidence), request.Trail, request.Start, request.End, request.Places, hasLogFiles);
        using var copy = FetchingStore.Open(arguments.GetValue(_out)!, evidence.Store, evidence.Keys, origin, terminal.Clock, request.Concurrency, cancellationToken);
        var run = new VerificationRun(terminal, request, wantsDocument: false, evidence) { ChecksLogFiles = hasLogFiles };
        using var progress = request.Progress is null ? null : new ProgressLine(terminal, () => copy.Summary.Bytes, request.Progress, run.Report.Requested);
        await run.RunAsync(new ChainVerifier(copy, copy, terminal.Clock), new TextReport(terminal.Output, terminal.Errors, isVerbose: false), progress, cancellationToken);
        await copy.FinishAsync(isWhole: !run.Report.IsInterrupted);
        Tell(copy.Summary, arguments.GetValue(_out)!, hasLogFiles);
        var isWhole = copy.Summary.ProblemCount == 0 && !run.Report.IsInterrupted;
        return ExitCode.Of(isWhole || run.Report.Verdict == Verdict.Invalid ? run.Report.Verdict : Verdict.Incomplete, failOnIncomplete: true);
    }

    private void Tell(FetchSummary summary, string folder, bool hasLogFiles)
    {
        terminal.Output.Flush();
        foreach (var problem in summary.Problems)
            terminal.Errors.Write($"\n{Kind(problem.Location)}\t{TerminalText.Escape(problem.Location.ToString())}\t{(problem.IsChanged ? "CHANGED" : "COULD NOT FETCH")}: {TerminalText.Escape(problem.Message)}\n");
        if (summary.ProblemCount > summary.Problems.Count) terminal.Errors.Write($"\nand {summary.ProblemCount - summary.Problems.Count} more\n");
        if (!hasLogFiles) terminal.Output.Write("\nLog files were left out (--no-logs): nothing is said of them\n");
        terminal.Output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{summary.Taken:#,0} {(summary.Taken == 1 ? "object" : "objects")} ({summary.Bytes / 1e6:#,0.0} MB) fetched into {TerminalText.Escape(folder)}, {summary.There:#,0} there already"));
        if (summary.Replaced > 0) terminal.Output.Write($", {summary.Replaced} that an interruption had damaged fetched again");
        terminal.Output.Write(summary.ProblemCount == 0 ? "\n" : $", {summary.ProblemCount} COULD NOT BE FETCHED or CHANGED\n");
    }

    private static string Kind(ObjectLocation location) => DigestKey.TryParse(location.Key, out _) ? "Digest file" : LogFileKey.TryParse(location.Key, out _) ? "Log file" : "Object";
}
