using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify validate-logs</c>: verifies a trail's digest chains and every log file they list.</summary>
internal sealed class ValidateLogsCommand(Terminal terminal)
{
    private readonly SelectionOptions _selection = new(
        terminal,
        startDescription: "Start of the range, ISO 8601; UTC unless it has an offset. Required unless --since or an "
            + "existing --checkpoint is given."
    );
    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description =
            "List valid files as well. Where standard error is not a terminal, also print the progress every "
            + "30 seconds.",
    };

    private readonly Option<string> _failOn = new("--fail-on")
    {
        Description =
            "Lowest verdict that fails: with `invalid`, an incomplete verification exits with 0 "
            + "(default: incomplete). No option turns exit code 1 into 0.",
    };

    private readonly CheckpointOptions _checkpoint = new(new PassphraseOption(terminal));
    private readonly Option<bool> _noUnlisted = new("--no-unlisted")
    {
        Description = "Do not list the log files in the store, and so do not look for unlisted ones.",
    };
    private readonly ReportOptions _reports = new(terminal);

    public Command ToCommand()
    {
        _failOn.AcceptOnlyFromAmong("invalid", "incomplete");
        var command = new DocumentedCommand(
            "validate-logs",
            "Verify a trail's digest chains and every log file they list, in S3 or offline in a directory.",
            """
            Examples:
              ctverify validate-logs --start-time 2025-05-04T10:00:00Z \
                --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --end-time 2025-06-01 \
                --region us-east-2 --profile audit --verbose
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --source ./evidence --keys ./keys
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 \
                --source bundle.tar --bundle-key seal.pem --keys ./keys
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 \
                --s3-bucket replica --relocated-from s3://original/prefix
              ctverify validate-logs --trail-arn ARN \
                --checkpoint s3://audit-bucket/example-trail.json --checkpoint-key ./audit.private.pem

            Exit codes: 0 valid, 1 invalid, 2 usage, 3 incomplete (something could not be checked, or is not covered by
            any digest).
            """
        );
        _selection.AddTo(command);
        _checkpoint.AddTo(command);
        foreach (var option in new Option[] { _verbose, _noUnlisted, _failOn })
            command.Add(option);
        _reports.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        _reports.RequireWritable(arguments);
        using var kept = _checkpoint.Open(
            arguments,
            _selection.Settings(arguments),
            terminal.Clock,
            _selection.SignatureCheck(arguments)
        );
        var checkpoint = kept is null
            ? null
            : await kept.ReadAsync(_selection.Trail(arguments), terminal, cancellationToken);
        kept?.RequireWritable();
        var selection = _selection.ToSelection(arguments, checkpoint?.NewFrom);
        using var evidence = await _selection.OpenAsync(arguments, cancellationToken);
        kept?.WarnIfIn(evidence.ReadLocations, terminal);
        var isText = _reports.IsText(arguments);
        var isVerbose = arguments.GetValue(_verbose);
        // Thousands of verbose lines show enough progress.
        var showsProgress = terminal.ShowsProgress ? !(isText && isVerbose && terminal.IsInteractive) : isVerbose;
        var store = new CountingReader(evidence.Store);
        var request = _selection.ToRequest(
            arguments,
            selection,
            evidence,
            checkpoint,
            looksForUnlisted: !arguments.GetValue(_noUnlisted),
            showsProgress
        );
        if (checkpoint is { Entries.Count: 0 })
            terminal.Note("--checkpoint: it contains no chain yet, so there is nothing to connect to");
        if (request.LeftOutOfCheckpoint is { Count: > 0 } leftOut)
            terminal.Note(
                "--checkpoint: not verified, because --region or --account-id excludes them: "
                    + string.Join(", ", leftOut.Select(entry => entry.Chain))
            );
        var verification = evidence.ToVerification(
            showsProgress ? store : evidence.Store,
            request,
            _reports.WantsDocument(arguments),
            terminal.Clock
        );
        var run = new VerificationRun(terminal, verification, request);
        using var progress = ShowProgress(request.Progress, run.Report.Requested, store, evidence.Traffic);
        await run.RunAsync(
            isText ? new TextReport(terminal.Output, terminal.Errors, isVerbose) : null,
            progress,
            cancellationToken
        );
        var exitCode = await FinishAsync(arguments, run, kept);
        VerdictLine.Write(terminal, VerdictSentence.Of(run.Report));
        return exitCode;
    }

    private IProgressDisplay? ShowProgress(
        VerificationProgress? progress,
        DigestPeriod range,
        CountingReader store,
        RequestTraffic? traffic
    )
    {
        if (progress is null)
            return null;
        var text = new ProgressText(progress, range, () => store.Bytes, traffic);
        return terminal.ShowsProgress ? new ProgressLine(terminal, text) : new ProgressLog(terminal, text);
    }

    /// <summary>Writes reports and checkpoint. A failure to write them never hides an invalid verdict.</summary>
    private async Task<int> FinishAsync(ParseResult arguments, VerificationRun run, StoredCheckpoint? kept)
    {
        try
        {
            await _reports.WriteAsync(arguments, run.ToDocument);
            if (kept is not null && !run.Report.IsInterrupted)
                await kept.ReplaceAsync(run.ToCheckpoint(), CancellationToken.None);
        }
        catch (Exception e) when (run.Report.Verdict == Verdict.Invalid && (e is CommandException or StoreException))
        {
            terminal.Error(e.Message, (e as CommandException)?.Hint ?? HintWords.Of((e as StoreException)?.Hint));
            return ExitCode.Invalid;
        }
        return run.Report is { IsInterrupted: true, Verdict: not Verdict.Invalid }
            ? ExitCode.Incomplete
            : ExitCode.Of(run.Report.Verdict, arguments.GetValue(_failOn) != "invalid");
    }
}
