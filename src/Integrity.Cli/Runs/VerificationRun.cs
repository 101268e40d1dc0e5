using Integrity.Aws;
using Integrity.Checkpoints;
using Integrity.Cli.Output;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Cli.Runs;

/// <summary>Runs a verification and prints it: lines, notes, hints and progress.</summary>
/// <param name="terminal">Receives the output.</param>
/// <param name="verification">The verification to run.</param>
/// <param name="request">The request of the verification.</param>
internal sealed class VerificationRun(Terminal terminal, TrailVerification verification, VerificationRequest request)
{
    /// <summary>
    /// Maximum number of notes printed; the rest is counted. A mistake in copying can affect every file.
    /// </summary>
    private const int MaxNotes = 20;

    private readonly SortedSet<string> _hints = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private int _furtherNotes;

    /// <summary>The counts and the verdict.</summary>
    public VerificationSummary Report => verification.Summary;

    /// <summary>
    /// Runs the verification. If it is interrupted, prints the summary of what was checked until then.
    /// </summary>
    /// <param name="text">Writes lines; <c>null</c> for none.</param>
    /// <param name="progress">Shows the progress; <c>null</c> for none.</param>
    /// <param name="cancellationToken">Interrupts the verification.</param>
    public async Task RunAsync(TextReport? text, IProgressDisplay? progress, CancellationToken cancellationToken)
    {
        text?.Begin(Report, verification.Bundle);
        await terminal.Output.FlushAsync(CancellationToken.None);
        try
        {
            await foreach (var result in verification.ResultsAsync(cancellationToken))
                Process(result, text, progress);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The results so far count and are summarized below.
        }
        progress?.Dispose();
        if (Report.IsInterrupted)
        {
            var (message, hint) = terminal.Interruption;
            terminal.Error($"{message}: the following summary covers only what was checked so far", hint);
        }
        text?.End(Report);
        await terminal.Output.FlushAsync(CancellationToken.None);
        foreach (var note in _notes)
            terminal.Note(note);
        if (_furtherNotes > 0)
            terminal.Note($"and {_furtherNotes} more notes like these");
        PrintUnreadableKeys(isText: text is not null);
        foreach (var hint in _hints)
            terminal.Hint(hint);
        if (Report.Verdict != Verdict.Valid && request.Regions is [var region] && AwsRegions.IsInvalid(region))
            terminal.Hint($"{region} is not a known AWS region: {AwsRegions.HintFor(region)}");
    }

    /// <summary>
    /// Prints each unreadable key once. The AWS CLI prints nothing about malformed entries of ListPublicKeys, so
    /// nothing is added to its output where programs read it.
    /// </summary>
    private void PrintUnreadableKeys(bool isText)
    {
        foreach (
            var key in verification.UnreadableKeys.Where(key => !key.IsListed || !isText || terminal.ShowsProgress)
        )
            terminal.Note($"{key}");
    }

    private void Process(CheckResult result, TextReport? text, IProgressDisplay? progress)
    {
        foreach (var finding in result.Findings)
        {
            if (finding.Hint is { } hint)
                _hints.Add(HintWords.Of(hint));
        }
        AddNote(result);
        progress?.Add(result);
        if (text is null || !text.HasLine(result))
            return;
        if (progress is null)
            text.Write(result);
        else
            progress.Interrupt(() => text.Write(result));
    }

    private void AddNote(CheckResult result)
    {
        if (result.Note is not { } note)
            return;
        var location = result switch
        {
            DigestResult digest => digest.Location,
            LogFileResult logFile => logFile.Entry.Location,
            _ => null,
        };
        if (_notes.Count < MaxNotes)
            _notes.Add(location is null ? note : $"{location}: {note}");
        else
            _furtherNotes++;
    }

    /// <summary>Returns the report of the run.</summary>
    public ReportDocument ToDocument(ReportTool tool) => verification.ToReport(tool);

    /// <summary>Returns the checkpoint for the next run.</summary>
    public Checkpoint ToCheckpoint() => verification.ToCheckpoint();
}
