using System.Runtime.CompilerServices;
using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Reporting;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity;

/// <summary>
/// Verifies a trail, or some of its chains, in one call: the verdict, the report and the checkpoint for the next run.
/// </summary>
/// <remarks>
/// <para>Each instance runs once, with <see cref="RunAsync"/> or <see cref="ResultsAsync"/>. Not thread-safe.</para>
/// <para>
/// Memory depends on findings and digests, not on log files. If only the results matter, use
/// <see cref="ChainVerifier"/>.
/// </para>
/// </remarks>
public sealed class TrailVerification
{
    private readonly RecordingKeySource _keys;
    private readonly ChainVerifier _verifier;
    private readonly TimeProvider _clock;
    private readonly VerificationRequest _request;
    private readonly CheckpointCollector _newest = new();
    private ReportCollector? _report;
    private bool _isStarted;
    private bool _isComplete;

    /// <summary>Creates a verification.</summary>
    /// <param name="reader">The store to verify.</param>
    /// <param name="keys">The trusted keys. They must not come from the store.</param>
    /// <param name="clock">The clock, usually <c>TimeProvider.System</c>.</param>
    /// <param name="request">The trail and the range to verify.</param>
    /// <exception cref="ArgumentException">The range ends before it starts.</exception>
    public TrailVerification(IObjectReader reader, IKeySource keys, TimeProvider clock, VerificationRequest request)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(request);
        _keys = new RecordingKeySource(keys);
        (_clock, _request) = (clock, request);
        _verifier = new ChainVerifier(reader, _keys, clock);
        Summary = new VerificationSummary(request.Trail, Range);
    }

    /// <summary>The copy that is read in place of the original; <c>null</c> if nothing is relocated.</summary>
    public Relocation? Relocation
    {
        get => Summary.Relocation;
        init => Summary = new VerificationSummary(_request.Trail, Range) { Relocation = value };
    }

    /// <summary>The bundle that is verified; <c>null</c> if there is none.</summary>
    public ReportBundle? Bundle { get; init; }

    /// <summary>Words the hints in the report; by default with <see cref="Hint.Text"/>.</summary>
    public Func<Hint, string> WordHint { get; init; } = hint => hint.Text;

    /// <summary>Whether findings are kept for a report.</summary>
    internal bool KeepsReport { get; init; } = true;

    /// <summary>Whether results of log files count. If not, the verification is about digests only.</summary>
    internal bool ChecksLogFiles { get; init; } = true;

    /// <summary>The counts and the verdict of all results so far.</summary>
    public VerificationSummary Summary { get; private init; }

    /// <summary>The listed public keys that cannot be read, so far. What they signed could not be checked.</summary>
    public IReadOnlyList<UnreadableKey> UnreadableKeys => _keys.Unreadable;

    private DigestPeriod Range => new(_request.Start, _request.End);

    /// <summary>Verifies everything and returns the outcome.</summary>
    /// <remarks>An object that cannot be read is a finding, not an exception.</remarks>
    /// <exception cref="ArgumentException">
    /// The checkpoint belongs to another trail, or the concurrency is not positive.
    /// </exception>
    /// <exception cref="InvalidOperationException">The verification has already run.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was canceled. <see cref="ToReport"/> still reports what was checked until then.
    /// </exception>
    public async Task<VerificationOutcome> RunAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var _ in ResultsAsync(cancellationToken).ConfigureAwait(false))
        {
            // Each result is already counted.
        }
        return new VerificationOutcome(Summary, ToReport(), ToCheckpoint());
    }

    /// <summary>Verifies and returns each result, in the order of <see cref="ChainVerifier"/>.</summary>
    /// <remarks>
    /// A verification whose results are not read to the end is interrupted: its verdict is at best
    /// <see cref="Findings.Verdict.Incomplete"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The checkpoint belongs to another trail, or the concurrency is not positive.
    /// </exception>
    /// <exception cref="InvalidOperationException">The verification has already run.</exception>
    public IAsyncEnumerable<CheckResult> ResultsAsync(CancellationToken cancellationToken = default)
    {
        if (_isStarted)
            throw new InvalidOperationException("the verification has already run");
        var results = _verifier.VerifyAsync(_request, cancellationToken);
        _isStarted = true;
        if (KeepsReport)
            _report = new ReportCollector(Summary)
            {
                LooksForUnlisted = _request.LooksForUnlisted,
                Bundle = Bundle,
                WordHint = WordHint,
            };
        return CollectAsync(results, cancellationToken);
    }

    private async IAsyncEnumerable<CheckResult> CollectAsync(
        IAsyncEnumerable<CheckResult> results,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (result is LogFileResult && !ChecksLogFiles)
                    continue;
                Summary.Add(result);
                _report?.Add(result);
                _newest.Add(result);
                yield return result;
            }
            _isComplete = true;
        }
        finally
        {
            InterruptUnlessComplete();
        }
    }

    /// <summary>Creates the report. After an interruption, it covers what was checked until then.</summary>
    /// <param name="tool">The program to name in the report; <c>null</c> for this library.</param>
    /// <exception cref="InvalidOperationException">The verification has not run.</exception>
    public ReportDocument ToReport(ReportTool? tool = null)
    {
        InterruptUnlessComplete();
        var report = _report ?? throw new InvalidOperationException("the verification has not run, or keeps no report");
        report.NotProved =
        [
            .. _request.LeftOutOfCheckpoint.Select(NotReached),
            .. UnreadableKeys.Select(key =>
                "Anything that is signed with a public key that cannot be read: "
                + $"{(key.IsListed ? key.Problem : key.ToString())}."
            ),
        ];
        return report.ToDocument(tool ?? ReportTool.Library, _clock.GetUtcNow());
    }

    /// <summary>
    /// Returns the checkpoint to pass to the next verification (<see cref="VerificationRequest.Checkpoint"/>). A chain
    /// with problems keeps its earlier entry. After an interruption, all chains keep theirs.
    /// </summary>
    public Checkpoint ToCheckpoint()
    {
        InterruptUnlessComplete();
        return Summary.IsInterrupted
            ? _request.Checkpoint ?? new Checkpoint(_request.Trail, [])
            : _newest.Advance(_request.Checkpoint, Summary);
    }

    private void InterruptUnlessComplete()
    {
        if (!_isComplete)
            Summary.Interrupt();
    }

    private static string NotReached(CheckpointEntry entry) =>
        $"That the digest files of {entry.Chain} still reach back to the checkpoint: "
        + "the region or account to verify leaves it out.";
}
