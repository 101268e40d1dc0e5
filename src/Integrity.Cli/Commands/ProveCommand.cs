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
    /// <summary>A digest comes at the end of its hour; a late one can cover more.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromHours(24);

    private readonly SelectionOptions _selection = new(terminal, requiresTrail: false);
    private readonly Option<string?> _logFile = new("--log-file")
    {
        Description = "The log file to prove.",
        HelpName = "KEY|s3://BUCKET/KEY",
    };
    private readonly Option<string?> _eventId = new("--event-id")
    {
        Description = "The event to prove, searched for in the log files between --start-time and --end-time.",
        HelpName = "ID",
    };
    private readonly Option<bool> _hashOnly = new("--hash-only")
    {
        Description = "Leave the log file out: prove only its name and its hash.",
    };
    private readonly Option<bool> _toNewest = new("--to-newest")
    {
        Description = "Put all newer digest files that are linked to it into the proof.",
    };
    private readonly CheckpointOptions _checkpoint = new(
        new PassphraseOption(terminal),
        "The digest files in the proof reach up to it, or, with --check, must do so."
    );
    private readonly Option<string?> _out = new("--out") { Description = "The proof to write.", HelpName = "FILE" };
    private readonly Option<string> _format = CommonOptions.Format(
        "What to print: words, or JSON (schema/proof-check-v1.schema.json)."
    );
    private readonly Option<string?> _check = new("--check")
    {
        Description = "A proof to check, with nothing but --keys.",
        HelpName = "FILE",
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "prove",
            "Writes a small proof of one log file or one event, which stands alone, and checks such proofs.",
            """
            A proof holds the log file (without it with --hash-only), the digest file that lists it, and its signature. --to-newest and --checkpoint add the digest files that lead to it.

            Examples:
              ctverify prove --trail-arn ARN --log-file AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/….json.gz --out proof.json
              ctverify prove --trail-arn ARN --event-id 6d56f7b1-0c4b-4f4e-9d6b-0c6f5f2c8f11 --start-time 2025-05-04 --end-time 2025-05-05 --out proof.json
              ctverify prove --check proof.json --keys ./keys
              ctverify prove --check proof.json --keys ./keys --format json

            Exit codes: 0 proved, 1 invalid, 2 usage, 3 not found, or something could not be checked.
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
            return await MakeAsync(arguments, cancellationToken);
        if (
            arguments.GetValue(_logFile) is not null
            || arguments.GetValue(_eventId) is not null
            || arguments.GetValue(_out) is not null
        )
            throw CommandException.Usage(
                "--check excludes --log-file, --event-id and --out",
                "check a proof, or make one"
            );
        var proof = ProofFile.Read(path);
        var checkpoint = await ReadCheckpointAsync(arguments, cancellationToken) is { } kept
            ? ProofFile.FindIn(kept, proof)
            : null;
        var result = await ProofFile.CheckAsync(
            new ProofChecker(_selection.KeysOfFiles(arguments)),
            proof,
            path,
            checkpoint,
            cancellationToken
        );
        Tell(arguments, path, proof, result, checkpoint);
        return ExitCode.Of(result.Verdict, failOnIncomplete: true);
    }

    private async Task<int> MakeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path =
            arguments.GetValue(_out)
            ?? throw CommandException.Usage(
                "option '--out' is required",
                "name the proof to write, or check one with --check FILE"
            );
        var checkpoint = await ReadCheckpointAsync(arguments, cancellationToken);
        var request = ToRequest(arguments, checkpoint);
        using var evidence = await _selection.OpenAsync(arguments, cancellationToken);
        // that nobody looked has been said already
        if (evidence.Bundle is { Signature: not BundleSignatureState.NotChecked } bundle)
            terminal.Note(bundle.ToString());
        request = request with { Search = _selection.On(evidence, request.Search, arguments) };
        var attempt = await SearchAsync(evidence, request, cancellationToken);
        if (attempt is { Proof: { } proof, Result.Verdict: Verdict.Valid })
        {
            var json = ProofJson.Write(proof);
            WholeFile.Write(path, "--out", stream => stream.Write(json));
            if (IsText(arguments))
                terminal.Output.Write($"Proof\t{path}\twritten, {json.Length} bytes\n\n");
            Tell(arguments, path, proof, attempt.Result, checkpoint?.Find(attempt.Result.Chain!));
            return ExitCode.Valid;
        }
        if (attempt.Result is { } result)
            TellFailure(arguments, result);
        var subject = request.EventId is { } id ? $"the event {id}" : request.LogFilePath!;
        var missed = attempt.NotSearched > 0 ? $", {attempt.NotSearched} objects or ranges could not be searched" : "";
        throw new CommandException(
            $"no proof of {subject}: {attempt.Problem ?? "it would not hold"} ({attempt.Digests} verified digest files{missed})",
            attempt.Result is not null
                ? "validate-logs tells more; --hash-only proves what it was"
                : "check the range, the region and the account; validate-logs tells what is wrong with the trail",
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

    private bool IsText(ParseResult arguments) => arguments.GetValue(_format) == "text";

    private void Tell(ParseResult arguments, string path, Proof proof, ProofResult result, CheckpointEntry? checkpoint)
    {
        if (IsText(arguments))
            new ProofText(terminal).Write(proof, result, checkpoint);
        else
            terminal.Output.Write(
                ProofAnswer
                    .Of(ReportOptions.Tool(arguments), terminal.Clock.GetUtcNow(), path, proof, result, checkpoint)
                    .ToJson()
            );
    }

    private void TellFailure(ParseResult arguments, ProofResult result)
    {
        if (IsText(arguments))
            new ProofText(terminal).WriteSteps(result);
        else
            terminal.Output.Write(
                ProofAnswer
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

    private ProofRequest ToRequest(ParseResult arguments, Checkpoint? checkpoint)
    {
        var (logFile, eventId) = (arguments.GetValue(_logFile), arguments.GetValue(_eventId));
        if (logFile is null == eventId is null)
            throw CommandException.Usage("either --log-file or --event-id is required", "see: ctverify prove --help");
        if (eventId is not null && arguments.GetValue(_hashOnly))
            throw CommandException.Usage(
                "--hash-only is not for events",
                "an event is proved by the log file that it is in"
            );
        if (checkpoint is not null && checkpoint.Trail != _selection.Trail(arguments))
            throw CommandException.Usage(
                $"--checkpoint: it is of another trail: {checkpoint.Trail.Arn}",
                "give the one of this trail"
            );
        if (eventId is not null)
            return Reaching(
                new ProofRequest { Search = _selection.ToRequest(arguments), EventId = eventId },
                arguments,
                checkpoint
            );
        var (bucket, path) = ProofFile.ParseLogFile(logFile!);
        if (!LogFilePath.TryParse(path, out var parts))
            throw CommandException.Usage(
                $"--log-file: not the object path of a log file: {path}",
                "it looks like AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/….json.gz"
            );
        var search = _selection.ToRequest(
            arguments,
            parts.DeliveredAt - Delay,
            arguments.GetValue(_toNewest) ? null : parts.DeliveredAt + Delay
        ) with
        {
            Regions = [parts.Region],
            AccountId = parts.AccountId,
        };
        return Reaching(
            new ProofRequest
            {
                Search = search,
                LogFilePath = path,
                Bucket = bucket,
                HashOnly = arguments.GetValue(_hashOnly),
            },
            arguments,
            checkpoint
        );
    }

    /// <summary>The range must reach to where the proof is to reach.</summary>
    private ProofRequest Reaching(ProofRequest request, ParseResult arguments, Checkpoint? checkpoint)
    {
        if (checkpoint is null)
            return request with { ToNewest = arguments.GetValue(_toNewest) };
        var end =
            checkpoint.Entries.Count == 0 ? request.Search.End : checkpoint.Entries.Max(entry => entry.Period.End);
        return request with
        {
            Checkpoint = checkpoint,
            Search = request.Search with { End = end > request.Search.Start ? end : request.Search.Start },
        };
    }
}
