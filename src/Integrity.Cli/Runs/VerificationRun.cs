using Integrity.Aws;
using Integrity.Checkpoints;
using Integrity.Cli.Output;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Cli.Runs;

/// <summary>Runs a verification and hands each result to all who want it: the sums, the lines, the reports, the progress line.</summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="request">What is verified.</param>
/// <param name="wantsDocument">Whether a document will be asked for: without, findings are not kept.</param>
/// <param name="evidence">Where is read, as far as it is told with the results; <c>null</c> where there is nothing to tell of it.</param>
internal sealed class VerificationRun(
    Terminal terminal,
    VerificationRequest request,
    bool wantsDocument,
    Evidence? evidence = null
)
{
    /// <summary>How many notes are printed; further ones are counted. A copying mistake concerns every file.</summary>
    private const int MaxNotes = 20;

    private readonly SortedSet<string> _hints = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private int _furtherNotes;
    private readonly CheckpointCollector _newest = new();
    private ReportCollector? _collector;

    /// <summary>The sums.</summary>
    public VerificationSummary Report { get; } =
        new(request.Trail, new DigestPeriod(request.Start, request.End)) { Relocation = evidence?.Relocation };

    /// <summary>Whether log files are checked; else nothing is said of them.</summary>
    public bool ChecksLogFiles { get; init; } = true;

    /// <param name="verifier">Verifies.</param>
    /// <param name="text">Writes lines; <c>null</c> when none are wanted.</param>
    /// <param name="progress">Shows how far it is; <c>null</c> when nobody looks.</param>
    /// <param name="cancellationToken">Ends it: what was checked so far is summed up.</param>
    public async Task RunAsync(
        ChainVerifier verifier,
        TextReport? text,
        ProgressLine? progress,
        CancellationToken cancellationToken
    )
    {
        if (wantsDocument)
            _collector = new ReportCollector(Report)
            {
                LooksForUnlisted = request.LooksForUnlisted,
                Bundle = evidence?.Bundle,
            };
        if (_collector is not null)
            _collector.NotProved = [.. request.LeftOutOfCheckpoint.Select(NotReached)];
        text?.Begin(Report, evidence?.Bundle);
        await terminal.Output.FlushAsync(CancellationToken.None);
        try
        {
            await foreach (var result in verifier.VerifyAsync(request, cancellationToken))
                Take(result, text, progress);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // what was checked so far counts, and is summed up below
            Report.Interrupt();
        }
        progress?.Dispose();
        if (Report.IsInterrupted)
        {
            var (message, hint) = terminal.Interruption;
            terminal.Error($"{message}: what follows sums up what was checked so far", hint);
        }
        text?.End(Report);
        await terminal.Output.FlushAsync(CancellationToken.None);
        foreach (var note in _notes)
            terminal.Note(note);
        if (_furtherNotes > 0)
            terminal.Note($"and {_furtherNotes} more notes like these");
        TellUnreadableKeys(isText: text is not null);
        foreach (var hint in _hints)
            terminal.Hint(hint);
        if (Report.Verdict != Verdict.Valid && request.Regions is [var region] && AwsRegions.IsMistaken(region))
            terminal.Hint($"{region} is not a known region of AWS: {AwsRegions.HintFor(region)}");
    }

    private static string NotReached(CheckpointEntry entry) =>
        $"That the digest files of {entry.Chain} still reach back to the checkpoint: the region or account to verify leaves it out.";

    /// <summary>
    /// Prints each unreadable key once. The AWS CLI prints nothing of an entry of ListPublicKeys that is not a
    /// key: where its output is what a program reads, nothing is added to it.
    /// </summary>
    private void TellUnreadableKeys(bool isText)
    {
        var unreadable = (evidence?.Keys as ObservedKeys)?.Unreadable ?? [];
        foreach (var key in unreadable.Where(key => !key.IsListed || !isText || terminal.ShowsProgress))
            terminal.Note($"{key}");
        if (_collector is null)
            return;
        _collector.NotProved =
        [
            .. _collector.NotProved,
            .. unreadable.Select(key =>
                $"Anything that is signed with a public key that cannot be read: {(key.IsListed ? key.Problem : key.ToString())}."
            ),
        ];
    }

    private void Take(CheckResult result, TextReport? text, ProgressLine? progress)
    {
        if (result is LogFileResult && !ChecksLogFiles)
            return;
        Report.Add(result);
        _collector?.Add(result);
        _newest.Add(result);
        foreach (var finding in result.Findings)
        {
            if (finding.Hint is { } hint)
                _hints.Add(hint);
        }
        TakeNote(result);
        progress?.Add(result);
        if (text is null || !text.HasLine(result))
            return;
        if (progress is null)
            text.Write(result);
        else
            progress.Interrupt(() => text.Write(result));
    }

    private void TakeNote(CheckResult result)
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

    /// <summary>The document of the run, when it was said that it would be wanted.</summary>
    public ReportDocument ToDocument(ReportTool tool) =>
        (_collector ?? throw new InvalidOperationException("no document was wanted")).ToDocument(
            tool,
            terminal.Clock.GetUtcNow()
        );

    /// <summary>The checkpoint to which the next run must connect.</summary>
    public Checkpoint ToCheckpoint() => _newest.Advance(request.Checkpoint, Report);
}
