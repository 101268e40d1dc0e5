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
/// Walks one chain from its newest digest to its oldest. Links are followed, and log files named, only by a verified digest;
/// after a bad one the walk resumes from the listing of every known place, and it never stops early.
/// </summary>
internal sealed class ChainWalk(
    IObjectReader reader,
    IKeySource keySource,
    VerificationRequest request,
    ChainFolders chain,
    NearbyTrails surroundings,
    DateTimeOffset now
)
{
    /// <summary>A digest that ends up to this much after the range can hold log files of the range.</summary>
    private static readonly TimeSpan Overhang = TimeSpan.FromHours(1);

    /// <summary>Up to when digests are expected: the last hours before now may be without one.</summary>
    private readonly DateTimeOffset _coveredUntil =
        request.End < now - ChainVerifier.DeliveryDelay ? request.End : now - ChainVerifier.DeliveryDelay;

    /// <summary>The digest to which the walk must connect; <c>null</c> when there is none.</summary>
    private readonly CheckpointEntry? _checkpoint = request.Checkpoint?.Find(chain.Chain);

    private readonly KnownPlaces _places = new(reader, chain, request.Limits.MaxListedDigests);

    /// <summary>The beginning of the range, or the digest of the checkpoint, if that is older.</summary>
    private DateTimeOffset Start =>
        _checkpoint is { } entry && entry.Period.End < request.Start ? entry.Period.End : request.Start;

    private DateTimeOffset KeysUntil =>
        request.End > DateTimeOffset.MaxValue - DigestChecker.SigningDelay
            ? DateTimeOffset.MaxValue
            : request.End + DigestChecker.SigningDelay;

    private DateTimeOffset Until =>
        request.End > DateTimeOffset.MaxValue - Overhang ? DateTimeOffset.MaxValue : request.End + Overhang;

    /// <summary>The steps of the main chain, then those of the backfill chain, each newest first.</summary>
    public async IAsyncEnumerable<WalkStep> StepsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (keys, problem) = await FindKeysAsync(Start, KeysUntil, cancellationToken).ConfigureAwait(false);
        if (keys is null)
        {
            yield return WalkStep.Known(new RangeResult(chain.Chain, new DigestPeriod(Start, request.End), problem!));
            yield break;
        }
        var witnesses = new OtherTrailDigests(
            reader,
            (readAhead, of) => VisitorOf(keys, readAhead, of),
            request.ReadAhead
        );
        var backfills = new BackfillDigests(reader, Start, witnesses, cancellationToken);
        OtherDigests OthersOf(ComparedDay day) =>
            new(reader, chain.Chain, day, witnesses, backfills, [.. _places.Folders.Select(TrailFolder.Of)]);
        if (chain.IsSuspected)
        {
            var (isOrphaned, folder) = await LookForOrphansAsync(OthersOf, cancellationToken).ConfigureAwait(false);
            if (folder is not null)
                yield return WalkStep.Known(folder);
            if (!isOrphaned)
                yield break;
        }
        await _places.ListAsync(Start, Until, _checkpoint?.Digest, cancellationToken).ConfigureAwait(false);
        if (_places.Main.IsTruncated || _places.Backfill.IsTruncated)
            yield return WalkStep.Known(ToRange(request.End, Finding.ListingTooLarge(request.Limits.MaxListedDigests)));
        var unlisted = Unlisted(request.End).ToList();
        foreach (var step in unlisted)
            yield return step;
        if (unlisted.Count > 0 && unlisted.Count == _places.Folders.Count && _checkpoint is null)
            yield break;
        await foreach (var step in UnexpectedAsync(cancellationToken).ConfigureAwait(false))
            yield return step;
        await foreach (
            var step in StepsAsync(keys, isBackfill: false, OthersOf, cancellationToken).ConfigureAwait(false)
        )
            yield return step;
        await foreach (
            var step in StepsAsync(keys, isBackfill: true, OthersOf, cancellationToken).ConfigureAwait(false)
        )
            yield return step;
    }

    /// <summary>The places that could not be listed: before a moment, digests in them may be unknown.</summary>
    private IEnumerable<WalkStep> Unlisted(DateTimeOffset before)
    {
        foreach (var problem in _places.TakeProblems())
            yield return WalkStep.Known(ToRange(before, problem));
    }

    /// <summary>A finding on the range up to a moment.</summary>
    private RangeResult ToRange(DateTimeOffset before, Finding finding)
    {
        var until = before < request.End ? before : request.End;
        return new RangeResult(chain.Chain, new DigestPeriod(until < Start ? until : Start, until), finding);
    }

    /// <summary>The objects in the folders of digests that are none.</summary>
    private async IAsyncEnumerable<WalkStep> UnexpectedAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (location, more) in _places.TakeUnexpected())
        {
            if (!await Placeholder.IsAsync(reader, location, cancellationToken).ConfigureAwait(false))
                yield return WalkStep.Known(
                    new UnlistedResult(
                        chain.Chain,
                        UnlistedKind.DigestFile,
                        location,
                        Finding.ObjectUnexpected("digest file", more)
                    )
                );
        }
        foreach (var (location, problem) in _places.TakeUnreadable())
        {
            var finding = Finding.DigestFolderUnreadable(problem);
            yield return WalkStep.Known(new UnlistedResult(chain.Chain, UnlistedKind.DigestFile, location, finding));
        }
    }

    /// <summary>Whether log files of the region are there that no digest of any trail lists; and the folder, when it cannot be listed.</summary>
    private async Task<(bool IsOrphaned, UnlistedResult? Folder)> LookForOrphansAsync(
        Func<ComparedDay, OtherDigests> othersOf,
        CancellationToken cancellationToken
    )
    {
        if (request.Start >= _coveredUntil)
            return (false, null);
        var orphans = new OrphanedLogFiles(reader, chain, new DigestPeriod(request.Start, _coveredUntil), othersOf);
        try
        {
            return (await orphans.AnyAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (StoreException e)
        {
            var folder = TrailFolder.Of(chain.Folders[0]);
            return (
                false,
                new UnlistedResult(
                    chain.Chain,
                    UnlistedKind.LogFile,
                    new ObjectLocation(folder.Bucket, folder.LogFiles),
                    Finding.LogListingUnreadable(e)
                )
            );
        }
    }

    private async Task<(KeyRing? Keys, Finding? Problem)> FindKeysAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (
                await keySource.GetAsync(chain.Chain.Region, from, until, cancellationToken).ConfigureAwait(false),
                null
            );
        }
        catch (StoreException e)
        {
            return (null, Finding.KeysUnavailable(chain.Chain.Region, e));
        }
    }

    /// <param name="keys">The keys of the range.</param>
    /// <param name="isBackfill">Whether the backfill chain is walked, which covers no time.</param>
    /// <param name="othersOf">The digests beside the main chain that can list a log file of a day.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    private async IAsyncEnumerable<WalkStep> StepsAsync(
        KeyRing keys,
        bool isBackfill,
        Func<ComparedDay, OtherDigests> othersOf,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var entry = isBackfill ? null : _checkpoint;
        var route = new Route(_places, isBackfill ? _places.Backfill : _places.Main, entry?.Digest, Start);
        var coverage = isBackfill ? null : new Coverage(chain.Chain, Start, _coveredUntil, _places.Main.IsTruncated);
        var readAhead = new DigestReadAhead(reader, request.ReadAhead);
        await using var readAheadDisposal = readAhead.ConfigureAwait(false);
        readAhead.Follow(route.Upcoming(null));
        var visitor = VisitorOf(keys, readAhead, chain.Chain);
        var targets = await FirstAsync(route, visitor, entry, isBackfill, cancellationToken).ConfigureAwait(false);
        Func<ComparedDay, DayComparison>? compare = request.LooksForUnlisted
            ? day => Compare(day, othersOf(day))
            : null;
        var unlisted = new UnlistedSearch(chain.Chain, compare, cancellationToken);
        await using var unlistedDisposal = unlisted.ConfigureAwait(false);
        var strays = isBackfill ? null : unlisted;
        var checkpoint = entry is null ? null : new CheckpointCheck(entry);
        var gaps = new GapEvidence(reader, request, chain, _places, surroundings);
        var (newer, isBroken) = ((Digest?)null, false);
        if (route.HasNewPlace)
        {
            await foreach (var step in UnexpectedAsync(cancellationToken).ConfigureAwait(false))
                yield return step;
        }
        while (targets.Count > 0)
        {
            if (_places.IsPartial)
                coverage?.KnowLess();
            if (targets[0].VerifiedNewer is null)
            {
                foreach (var step in Unlisted(targets[0].Path.End))
                    yield return step;
            }
            if (checkpoint?.Before(targets[0].Path) is { } gone)
                yield return WalkStep.Known(
                    await CertainAsync(gone, route, visitor, cancellationToken).ConfigureAwait(false)
                );
            var (at, visit, others) = await visitor.VisitAsync(targets, cancellationToken).ConfigureAwait(false);
            foreach (var result in coverage?.Before(at.Path) ?? [])
                yield return WalkStep.Known(
                    await gaps.DescribeAsync(result, newer, visit.Result.Verified, cancellationToken)
                        .ConfigureAwait(false)
                );
            foreach (var other in others)
                yield return WalkStep.Known(other);
            var found = checkpoint?.Check(visit.Result, at) ?? visit.Result;
            var isBehind = IsBehind(at, visit.Result);
            // of digests behind the range, up to the checkpoint, only the links are asked for
            if (!isBehind || found.Findings.Count > 0)
                yield return WalkStep.Known(found);
            if (!isBehind && visit.Result.Verified is { } digest)
            {
                strays?.Verified(digest, at.Path);
                foreach (var logFile in digest.LogFiles)
                    yield return WalkStep.ToCheck(
                        chain.Chain,
                        logFile,
                        isBackfill,
                        strays?.List(logFile, digest.Period)
                    );
            }
            if (coverage is not null)
                Account(coverage, at, visit.Result);
            (newer, isBroken) = (visit.Result.Verified, visit.Result.Verified is null);
            targets = await route.AfterAsync(at, visit, cancellationToken).ConfigureAwait(false);
            if (route.HasNewPlace)
            {
                await foreach (var step in UnexpectedAsync(cancellationToken).ConfigureAwait(false))
                    yield return step;
                readAhead.Follow(route.Upcoming(at));
            }
            if (strays is null)
                continue;
            var next = targets.Count > 0 ? targets[0] : null;
            foreach (var stray in route.OffChain(at, visit, next))
                yield return WalkStep.Known(stray);
            await foreach (var stray in strays.PassAsync(next?.Path.End).ConfigureAwait(false))
                yield return WalkStep.Known(stray);
        }
        if (_places.IsPartial)
            coverage?.KnowLess();
        // a backfill chain has no beginning that is known
        if (isBackfill ? isBroken : newer is null || newer.Period.Start > Start)
        {
            foreach (var step in Unlisted(newer?.Period.Start ?? request.End))
                yield return step;
        }
        if (checkpoint?.Before(null) is { } cut)
            yield return WalkStep.Known(
                await CertainAsync(cut, route, visitor, cancellationToken).ConfigureAwait(false)
            );
        if (coverage?.Rest() is { } rest)
            yield return WalkStep.Known(
                await gaps.DescribeAsync(rest, newer, null, cancellationToken).ConfigureAwait(false)
            );
    }

    /// <summary>
    /// Whether a digest lies behind the range and covers nothing of it: then only the checkpoint, which is behind the
    /// range too, led to it.
    /// </summary>
    private bool IsBehind(Target at, DigestResult result) =>
        at.Path.End > Until && !(result.Verified?.Period.Start < _coveredUntil);

    private DigestVisitor VisitorOf(KeyRing keys, DigestReadAhead readAhead, ChainId of) =>
        new(new DigestFetcher(readAhead, request.Limits.Digest), of, keys, FindKeysAsync);

    private DayComparison Compare(ComparedDay day, OtherDigests others) =>
        new(
            reader,
            chain.Chain,
            day,
            new DigestPeriod(Start, request.End),
            request.Checkpoint is not null,
            now,
            others
        );

    /// <summary>
    /// Where the walk begins: at the checkpoint when that is behind the range, or nothing can be listed; else at the
    /// newest digest that is listed, or at the one that a verified digest behind the range names.
    /// </summary>
    private async Task<IReadOnlyList<Target>> FirstAsync(
        Route route,
        DigestVisitor visitor,
        CheckpointEntry? entry,
        bool isBackfill,
        CancellationToken cancellationToken
    )
    {
        if (entry?.Period.End > Until)
            return route.ToCheckpoint();
        var targets = route.First();
        if (targets.Count == 0 && _places.IsPartial)
            return route.ToCheckpoint();
        if (isBackfill || (targets.Count > 0 && targets[0].Path.End >= _coveredUntil))
            return targets;
        return await FromNewerAsync(route, visitor, cancellationToken).ConfigureAwait(false) is { } target
            ? [target]
            : targets;
    }

    /// <summary>
    /// The newest digest of the range is not there. A verified digest beyond the range may still tell that it was: it names its previous one.
    /// </summary>
    private async Task<Target?> FromNewerAsync(Route route, DigestVisitor visitor, CancellationToken cancellationToken)
    {
        try
        {
            if (await _places.FirstAfterAsync(Until, cancellationToken).ConfigureAwait(false) is not { } newer)
                return null;
            var visit = await visitor
                .VisitAsync(new Target(newer.Location, newer.Path, null, null), cancellationToken)
                .ConfigureAwait(false);
            // one that is late can cover a part of the range itself
            if (visit.Result.Verified?.Period.Start < _coveredUntil)
                return new Target(newer.Location, newer.Path, null, null);
            return visit.Previous is { } previous
                ? await route.FollowAsync(visit.Result.Verified!, previous, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (StoreException)
        {
            // the hours stay uncovered and are told so; only one more witness is out of reach
            return null;
        }
    }

    /// <summary>
    /// The walk did not meet the digest of the checkpoint. Where a place could not be listed that is no evidence: then
    /// the digest itself is looked at.
    /// </summary>
    private async Task<DigestResult> CertainAsync(
        DigestResult gone,
        Route route,
        DigestVisitor visitor,
        CancellationToken cancellationToken
    )
    {
        if (!_places.IsPartial)
            return gone;
        var target = route.ToCheckpoint()[0];
        return new CheckpointCheck(_checkpoint!).Check(
            (await visitor.VisitAsync(target, cancellationToken).ConfigureAwait(false)).Result,
            target
        );
    }

    private static void Account(Coverage coverage, Target target, DigestResult result)
    {
        if (result.Verified is { } digest)
            coverage.Verified(digest);
        else if (result.Verdict == Verdict.Invalid)
            coverage.Broken(target.Location, target.Path);
        else
            coverage.Unknown(target.Path);
    }
}
