using System.CommandLine;
using Integrity.Checkpoints;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Stores;
using Integrity.CloudTrail;
using Integrity.Findings;
using Integrity.Proofs;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify prove</c>: writes a proof of one log file or one event, and checks proofs.</summary>
internal sealed class ProveCommand(Terminal terminal)
{
    /// <summary>
    /// Search range around the delivery of a log file. Its digest usually follows within the hour, but a late digest
    /// can cover more.
    /// </summary>
    private static readonly TimeSpan SearchMargin = TimeSpan.FromHours(24);

    private readonly SelectionOptions _selection = new(
        terminal,
        requiresTrail: false,
        startDescription: "Start of the range, ISO 8601; UTC unless it has an offset. Required with --event-id, unless "
            + "--since is given."
    );
    private readonly Option<string?> _logFile = new("--log-file")
    {
        Description = "Log file to prove. Required unless --event-id or --check is given.",
        HelpName = "PATH|s3://BUCKET/PATH",
    };
    private readonly Option<string?> _eventId = new("--event-id")
    {
        Description = "Event to prove. Its log file is searched for between --start-time and --end-time.",
        HelpName = "ID",
    };
    private readonly Option<bool> _hashOnly = new("--hash-only")
    {
        Description = "Leave the log file out of the proof, and prove only its name and hash.",
    };
    private readonly Option<bool> _toNewest = new("--to-newest")
    {
        Description = "Include all newer digest files that link to it, up to the newest.",
    };
    private readonly CheckpointOptions _checkpoint = new(
        new PassphraseOption(terminal),
        "The proof includes the digest files up to it; with --check, it must include them."
    );
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Proof file to write. Required unless --check is given.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _format = CommonOptions.Format(
        "Output format: `text`, or `json` (schema/proof-check-v1.schema.json) (default: text)."
    );
    private readonly Option<string?> _check = new("--check")
    {
        Description = "Proof to check. Requires --keys, and nothing else.",
        HelpName = "FILE",
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "prove",
            "Write a small, self-contained proof of one log file or one event, or check such a proof.",
            """
            A proof contains the log file (unless --hash-only is set), the digest file that lists it, and the signature.
            --to-newest and --checkpoint add the newer digest files that link to it.

            Examples:
              ctverify prove --trail-arn ARN --out proof.json \
                --log-file AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/….json.gz
              ctverify prove --trail-arn ARN --out proof.json --start-time 2025-05-04 --end-time 2025-05-05 \
                --event-id 6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f11
              ctverify prove --check proof.json --keys ./keys
              ctverify prove --check proof.json --keys ./keys --format json

            Exit codes: 0 proved, 1 invalid, 2 usage, 3 incomplete (not found, or something could not be checked).
            """
        );
        foreach (var option in new Option[] { _logFile, _eventId, _check, _out, _hashOnly, _toNewest, _format })
            command.Add(option);
        _checkpoint.AddTo(command);
        _selection.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_check) is not { } path)
            return await WriteAsync(arguments, cancellationToken);
        if (
            arguments.GetValue(_logFile) is not null
            || arguments.GetValue(_eventId) is not null
            || arguments.GetValue(_out) is not null
        )
            throw CommandException.Usage(
                "--check cannot be combined with --log-file, --event-id or --out",
                "either check a proof or write one"
            );
        var proof = ProofFile.Read(path);
        var checkpoint = await ReadCheckpointAsync(arguments, cancellationToken) is { } kept
            ? ProofFile.FindIn(kept, proof)
            : null;
        var result = await ProofFile.CheckAsync(
            new ProofChecker(_selection.LoadKeys(arguments)),
            proof,
            path,
            checkpoint,
            cancellationToken
        );
        Print(arguments, path, proof, result, checkpoint);
        return ExitCode.Of(result.Verdict, failOnIncomplete: true);
    }

    private async Task<int> WriteAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path =
            arguments.GetValue(_out)
            ?? throw CommandException.Usage(
                "option '--out' is required",
                "name the proof to write, or check one with --check FILE"
            );
        var checkpoint = await ReadCheckpointAsync(arguments, cancellationToken);
        var selection = Select(arguments, checkpoint);
        using var evidence = await _selection.OpenAsync(arguments, cancellationToken);
        // An unchecked signature was already reported when the bundle was opened.
        if (evidence.Bundle is { Signature: not BundleSignatureState.NotChecked } bundle)
            terminal.Note(bundle.ToString());
        var request = ToRequest(arguments, selection, evidence, checkpoint);
        var attempt = await SearchAsync(evidence, request, cancellationToken);
        if (attempt is { Proof: { } proof, Result.Verdict: Verdict.Valid })
        {
            var json = ProofJson.Write(proof);
            OutputFile.Write(path, "--out", stream => stream.Write(json));
            if (IsText(arguments))
                terminal.Output.Write($"Proof\t{path}\twritten, {json.Length} bytes\n\n");
            Print(arguments, path, proof, attempt.Result, checkpoint?.Find(attempt.Result.Chain!));
            return ExitCode.Valid;
        }
        if (attempt.Result is { } result)
            PrintFailure(arguments, result);
        var subject = request.EventId is { } id ? $"the event {id}" : request.LogFilePath!;
        var missed =
            attempt.NotSearched > 0 ? $", {attempt.NotSearched} objects or time ranges could not be searched" : "";
        throw new CommandException(
            $"cannot prove {subject}: {attempt.Problem ?? "the proof would not be valid"} "
                + $"({attempt.Digests} verified digest files{missed})",
            attempt.Result is not null
                ? "run ctverify validate-logs for details, or use --hash-only to prove the original hash"
                : "check the time range, region and account, or run ctverify validate-logs to verify the trail",
            attempt.Result is { Verdict: Verdict.Invalid } ? ExitCode.Invalid : ExitCode.Incomplete
        );
    }

    private async Task<ProofAttempt> SearchAsync(
        Evidence evidence,
        ProofRequest request,
        CancellationToken cancellationToken
    )
    {
        using var status = terminal.ShowsProgress ? new SearchStatus(terminal, evidence.Store) : null;
        return await new ProofMaker(status ?? evidence.Store, evidence.Keys).MakeAsync(request, cancellationToken);
    }

    private bool IsText(ParseResult arguments) => arguments.GetValue(_format) != "json";

    private void Print(ParseResult arguments, string path, Proof proof, ProofResult result, CheckpointEntry? checkpoint)
    {
        if (IsText(arguments))
            new ProofText(terminal).Write(proof, result, checkpoint);
        else
            terminal.Output.Write(
                ProofCheckJson
                    .Of(ReportOptions.Tool(arguments), terminal.Clock.GetUtcNow(), path, proof, result, checkpoint)
                    .ToJson()
            );
    }

    private void PrintFailure(ParseResult arguments, ProofResult result)
    {
        if (IsText(arguments))
            new ProofText(terminal).WriteSteps(result);
        else
            terminal.Output.Write(
                ProofCheckJson
                    .Of(
                        ReportOptions.Tool(arguments),
                        terminal.Clock.GetUtcNow(),
                        file: null,
                        proof: null,
                        result,
                        checkpoint: null
                    )
                    .ToJson()
            );
    }

    private async Task<Checkpoint?> ReadCheckpointAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var kept = _checkpoint.Open(
            arguments,
            _selection.Settings(arguments),
            terminal.Clock,
            _selection.SignatureCheck(arguments)
        );
        return kept is null ? null : await kept.ReadExistingAsync(cancellationToken);
    }

    /// <summary>Returns where to search, up to where the proof must reach.</summary>
    private Selection Select(ParseResult arguments, Checkpoint? checkpoint)
    {
        var (logFile, eventId) = (arguments.GetValue(_logFile), arguments.GetValue(_eventId));
        if (logFile is null == eventId is null)
            throw CommandException.Usage("either --log-file or --event-id is required", "see: ctverify prove --help");
        if (eventId is not null && arguments.GetValue(_hashOnly))
            throw CommandException.Usage(
                "--hash-only cannot be combined with --event-id",
                "remove --hash-only; the proof of an event needs the contents of its log file"
            );
        if (checkpoint is not null && checkpoint.Trail != _selection.Trail(arguments))
            throw CommandException.Usage(
                $"--checkpoint: belongs to another trail: {checkpoint.Trail.Arn}",
                "pass the checkpoint of this trail"
            );
        var selection = logFile is null ? _selection.ToSelection(arguments) : SelectLogFile(arguments, logFile);
        if (checkpoint is null)
            return selection;
        var end = checkpoint.Entries.Count == 0 ? selection.End : checkpoint.Entries.Max(entry => entry.Period.End);
        return selection with { End = end > selection.Start ? end : selection.Start };
    }

    private Selection SelectLogFile(ParseResult arguments, string logFile)
    {
        var (_, path) = ProofFile.ParseLogFile(logFile);
        if (!LogFilePath.TryParse(path, out var parts))
            throw CommandException.Usage(
                $"--log-file: not the object path of a log file: {path}",
                "use the form AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/….json.gz"
            );
        return _selection.ToSelection(
            arguments,
            parts.DeliveredAt - SearchMargin,
            arguments.GetValue(_toNewest) ? null : parts.DeliveredAt + SearchMargin
        ) with
        {
            Regions = [parts.Region],
            AccountId = parts.AccountId,
        };
    }

    private ProofRequest ToRequest(
        ParseResult arguments,
        Selection selection,
        Evidence evidence,
        Checkpoint? checkpoint
    )
    {
        var logFile = arguments.GetValue(_logFile);
        (string? bucket, string? path) = logFile is null ? (null, null) : ProofFile.ParseLogFile(logFile);
        return new ProofRequest
        {
            Search = _selection.ToRequest(arguments, selection, evidence),
            EventId = arguments.GetValue(_eventId),
            LogFilePath = path,
            Bucket = bucket,
            HashOnly = arguments.GetValue(_hashOnly),
            ToNewest = checkpoint is null && arguments.GetValue(_toNewest),
            Checkpoint = checkpoint,
        };
    }
}
