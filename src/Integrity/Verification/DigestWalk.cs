using System.Runtime.CompilerServices;
using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification.Gaps;
using Integrity.Verification.Unlisted;

namespace Integrity.Verification;

/// <summary>
/// Walks a main chain or a backfill chain from its newest digest to its oldest. Only a verified digest leads to its
/// previous digest and to its log files. After a bad one, the walk resumes from the listing of every known folder. It
/// never stops early.
/// </summary>
internal sealed class DigestWalk : IAsyncDisposable
{
    private readonly ChainContext _context;
    private readonly bool _isBackfill;
    private readonly CheckpointEntry? _checkpointEntry;
    private readonly CheckpointCheck? _checkpoint;
    private readonly Route _route;
    private readonly DigestReadAhead _readAhead;
    private readonly DigestVerifier _verifier;

    /// <summary>The time that digests cover; <c>null</c> for a backfill chain, which covers no time.</summary>
    private readonly Coverage? _coverage;

    /// <summary>The search for unlisted objects; <c>null</c> for a backfill chain.</summary>
    private readonly UnlistedSearch? _unlisted;

    private readonly GapEvidence _gaps;

    /// <summary>The last digest, if it was verified.</summary>
    private Digest? _newer;

    private bool _hasVisited;

    /// <param name="context">The chain.</param>
    /// <param name="ring">The keys of the range.</param>
    /// <param name="others">The digests of other trails.</param>
    /// <param name="isBackfill">Whether to walk the backfill chain.</param>
    /// <param name="cancellationToken">Cancels the work in the background.</param>
    public DigestWalk(
        ChainContext context,
        KeyRing ring,
        OtherTrails others,
        bool isBackfill,
        CancellationToken cancellationToken
    )
    {
        (_context, _isBackfill) = (context, isBackfill);
        var (folders, range) = (context.Folders, context.Range);
        _checkpointEntry = isBackfill ? null : context.Checkpoint;
        _checkpoint = _checkpointEntry is null ? null : new CheckpointCheck(_checkpointEntry);
        var listing = isBackfill ? folders.Backfill : folders.Main;
        _route = new Route(folders, listing, _checkpointEntry?.Digest, range.Start);
        _readAhead = new DigestReadAhead(context.Reader, context.Request.ReadAhead, context.Memory);
        _verifier = context.VerifierOf(context.Id, ring, _readAhead);
        _gaps = new GapEvidence(context);
        if (isBackfill)
            return;
        _coverage = new Coverage(context.Id, range.Start, range.CoveredUntil, listing.IsTruncated);
        _unlisted = new UnlistedSearch(context, others, cancellationToken);
    }

    /// <summary>Returns the steps, newest first.</summary>
    public async IAsyncEnumerable<WalkStep> StepsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _readAhead.SetUpcoming(_route.Upcoming(null));
        var targets = await FirstAsync(cancellationToken).ConfigureAwait(false);
        if (_route.HasNewFolder)
        {
            await foreach (var step in UnexpectedObjects.FindAsync(_context, cancellationToken).ConfigureAwait(false))
                yield return step;
        }
        while (targets.Count > 0)
        {
            await foreach (var step in BeforeAsync(targets[0], cancellationToken).ConfigureAwait(false))
                yield return step;
            var chosen = await _verifier.VerifyFirstAsync(targets, cancellationToken).ConfigureAwait(false);
            await foreach (var step in VisitAsync(chosen, cancellationToken).ConfigureAwait(false))
                yield return step;
            targets = await _route.NextAsync(chosen.Outcome, cancellationToken).ConfigureAwait(false);
            var next = targets.Count > 0 ? targets[0] : null;
            await foreach (var step in AfterAsync(chosen.Outcome, next, cancellationToken).ConfigureAwait(false))
                yield return step;
        }
        await foreach (var step in EndAsync(cancellationToken).ConfigureAwait(false))
            yield return step;
    }

    /// <summary>Reports what is known before the next digest is checked.</summary>
    private async IAsyncEnumerable<WalkStep> BeforeAsync(
        DigestTarget target,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (_context.Folders.IsIncomplete)
            _coverage?.StopInferring();
        if (target.VerifiedNewer is null)
        {
            foreach (var step in UnlistedFolders(target.Path.End))
                yield return step;
        }
        if (_checkpoint?.MissedBefore(target.Path) is { } missed)
            yield return WalkStep.Known(await ConfirmMissedAsync(missed, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reports a digest, its log files, and the gap between it and the next newer digest.</summary>
    private async IAsyncEnumerable<WalkStep> VisitAsync(
        ChosenOutcome chosen,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (target, result) = (chosen.Outcome.Target, chosen.Outcome.Result);
        foreach (var gap in _coverage?.GapBefore(target.Path) ?? [])
            yield return WalkStep.Known(
                await _gaps.DescribeAsync(gap, _newer, result.Verified, cancellationToken).ConfigureAwait(false)
            );
        foreach (var other in chosen.Others)
            yield return WalkStep.Known(other);
        var isAfterRange = IsAfterRange(target, result);
        var checkedResult = _checkpoint?.Check(chosen.Outcome) ?? result;
        // Only the links of digests between the range and the checkpoint matter.
        if (!isAfterRange || checkedResult.Findings.Count > 0)
            yield return WalkStep.Known(checkedResult);
        if (!isAfterRange && result.Verified is { } digest)
        {
            var others = _verifier.CheckOthersAsync(chosen.Outcome, _route.Others(target), cancellationToken);
            await foreach (var other in others.ConfigureAwait(false))
                yield return WalkStep.Known(other);
            foreach (var step in LogFiles(digest, target))
                yield return step;
        }
        AddToCoverage(target, result);
        (_newer, _hasVisited) = (result.Verified, true);
    }

    private IEnumerable<WalkStep> LogFiles(Digest digest, DigestTarget target)
    {
        _unlisted?.AddDigest(digest, target.Path);
        foreach (var logFile in digest.LogFiles)
        {
            var finding = _unlisted?.AddLogFile(logFile, digest.Period);
            yield return WalkStep.ToCheck(_context.Id, logFile, _isBackfill, finding);
        }
    }

    /// <summary>Reports what is known once the next digest is.</summary>
    private async IAsyncEnumerable<WalkStep> AfterAsync(
        DigestOutcome last,
        DigestTarget? next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (_route.HasNewFolder)
        {
            await foreach (var step in UnexpectedObjects.FindAsync(_context, cancellationToken).ConfigureAwait(false))
                yield return step;
            _readAhead.SetUpcoming(_route.Upcoming(last.Target));
        }
        foreach (var offChain in _route.FindOffChain(last, next))
            yield return WalkStep.Known(offChain);
        if (_unlisted is null)
            yield break;
        await foreach (var found in _unlisted.AdvanceAsync(next?.Path.End).ConfigureAwait(false))
            yield return WalkStep.Known(found);
    }

    /// <summary>Reports what is known after the oldest digest.</summary>
    private async IAsyncEnumerable<WalkStep> EndAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_context.Folders.IsIncomplete)
            _coverage?.StopInferring();
        if (EndsInListing)
        {
            foreach (var step in UnlistedFolders(_newer?.Period.Start ?? _context.Range.End))
                yield return step;
        }
        if (_checkpoint?.MissedBefore(null) is { } missed)
            yield return WalkStep.Known(await ConfirmMissedAsync(missed, cancellationToken).ConfigureAwait(false));
        if (_coverage?.GapAtStart() is { } gap)
            yield return WalkStep.Known(
                await _gaps.DescribeAsync(gap, _newer, null, cancellationToken).ConfigureAwait(false)
            );
    }

    /// <summary>
    /// Whether an unlisted folder could contain older digests. It is unknown where a backfill chain starts, so a
    /// verified oldest digest ends it.
    /// </summary>
    private bool EndsInListing =>
        _isBackfill ? _hasVisited && _newer is null : _newer is null || _newer.Period.Start > _context.Range.Start;

    /// <summary>Reports the folders that could not be listed: they may contain digests before this time.</summary>
    private IEnumerable<WalkStep> UnlistedFolders(DateTimeOffset before) =>
        _context
            .Folders.TakeListingProblems()
            .Select(problem => WalkStep.Known(_context.ResultBefore(before, problem)));

    /// <summary>
    /// Returns whether a digest is after the range and covers nothing of it. Then the walk only checks it because the
    /// checkpoint is after the range too.
    /// </summary>
    private bool IsAfterRange(DigestTarget target, DigestResult result) =>
        target.Path.End > _context.Range.LatestDigestEnd
        && !(result.Verified?.Period.Start < _context.Range.CoveredUntil);

    private void AddToCoverage(DigestTarget target, DigestResult result)
    {
        if (result.Verified is { } digest)
            _coverage?.AddVerified(digest);
        else if (result.Verdict == Verdict.Invalid)
            _coverage?.AddInvalid(target.Location, target.Path);
        else
            _coverage?.AddUnchecked(target.Path);
    }

    /// <summary>
    /// Returns where the walk starts: at the checkpoint if that is after the range or nothing can be listed, otherwise
    /// at the newest listed digest, or at the one that a verified digest after the range links to.
    /// </summary>
    private async Task<IReadOnlyList<DigestTarget>> FirstAsync(CancellationToken cancellationToken)
    {
        if (_checkpointEntry?.Period.End > _context.Range.LatestDigestEnd)
            return _route.ToCheckpoint();
        var targets = _route.First();
        if (targets.Count == 0 && _context.Folders.IsIncomplete)
            return _route.ToCheckpoint();
        if (_isBackfill || (targets.Count > 0 && targets[0].Path.End >= _context.Range.CoveredUntil))
            return targets;
        return await FirstFromNewerAsync(cancellationToken).ConfigureAwait(false) is { } target ? [target] : targets;
    }

    /// <summary>
    /// Searches for the newest digest of the range, which is missing from the listing. A verified digest after the
    /// range can still prove that it existed, because it links to it.
    /// </summary>
    private async Task<DigestTarget?> FirstFromNewerAsync(CancellationToken cancellationToken)
    {
        try
        {
            var newer = await _context
                .Folders.FirstAfterAsync(_context.Range.LatestDigestEnd, cancellationToken)
                .ConfigureAwait(false);
            if (newer is null)
                return null;
            var target = new DigestTarget(newer.Location, newer.Path);
            var outcome = await _verifier.VerifyAsync(target, cancellationToken).ConfigureAwait(false);
            // A late digest can cover a part of the range itself.
            if (outcome.Result.Verified?.Period.Start < _context.Range.CoveredUntil)
                return target;
            return outcome.Previous is { } previous
                ? await _route
                    .FollowLinkAsync(outcome.Result.Verified!, previous, cancellationToken)
                    .ConfigureAwait(false)
                : null;
        }
        catch (StoreException)
        {
            // Only additional evidence is unavailable: the hours are still reported as not covered.
            return null;
        }
    }

    /// <summary>
    /// Returns the result for a checkpoint's digest that the walk has missed. If a folder could not be listed, this is
    /// no evidence, so the digest itself is checked.
    /// </summary>
    private async Task<DigestResult> ConfirmMissedAsync(DigestResult missed, CancellationToken cancellationToken)
    {
        if (!_context.Folders.IsIncomplete)
            return missed;
        var outcome = await _verifier.VerifyAsync(_route.ToCheckpoint()[0], cancellationToken).ConfigureAwait(false);
        return new CheckpointCheck(_checkpointEntry!).Check(outcome);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_unlisted is not null)
            await _unlisted.DisposeAsync().ConfigureAwait(false);
        await _readAhead.DisposeAsync().ConfigureAwait(false);
    }
}
