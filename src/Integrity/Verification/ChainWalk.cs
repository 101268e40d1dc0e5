using System.Runtime.CompilerServices;
using Integrity.Checkpoints;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification.Gaps;
using Integrity.Verification.Unlisted;

namespace Integrity.Verification;

/// <summary>
/// Walks one chain from its newest digest to its oldest. Links are followed, and log files named, only by a verified digest;
/// after a bad one the walk resumes from the listing, and it never stops early.
/// </summary>
internal sealed class ChainWalk(IObjectReader reader, IKeySource keySource, VerificationRequest request, ChainFolders chain, NearbyTrails surroundings, DateTimeOffset now)
{
    /// <summary>A digest that ends up to this much after the range can hold log files of the range.</summary>
    private static readonly TimeSpan Overhang = TimeSpan.FromHours(1);

    /// <summary>Up to when digests are expected: the last hours before now may be without one.</summary>
    private readonly DateTimeOffset _coveredUntil = request.End < now - ChainVerifier.DeliveryDelay ? request.End : now - ChainVerifier.DeliveryDelay;

    /// <summary>The digest to which the walk must connect; <c>null</c> when there is none, or it lies behind the range.</summary>
    private CheckpointEntry? Checkpoint => request.Checkpoint?.Find(chain.Chain) is { } entry && entry.Period.End <= Until ? entry : null;

    /// <summary>The beginning of the range, or the digest of the checkpoint, if that is older.</summary>
    private DateTimeOffset Start => Checkpoint is { } entry && entry.Period.End < request.Start ? entry.Period.End : request.Start;

    private DateTimeOffset KeysUntil => request.End > DateTimeOffset.MaxValue - DigestChecker.SigningDelay ? DateTimeOffset.MaxValue : request.End + DigestChecker.SigningDelay;

    private DateTimeOffset Until => request.End > DateTimeOffset.MaxValue - Overhang ? DateTimeOffset.MaxValue : request.End + Overhang;

    /// <summary>The steps of the main chain, then those of the backfill chain, each newest first.</summary>
    public async IAsyncEnumerable<WalkStep> StepsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (keys, problem) = await FindKeysAsync(Start, KeysUntil, cancellationToken);
        if (keys is null)
        {
            yield return WalkStep.Known(new RangeResult(chain.Chain, new DigestPeriod(Start, request.End), problem!));
            yield break;
        }
        var witnesses = new OtherTrailDigests(reader, (readAhead, of) => VisitorOf(keys, readAhead, of), request.ReadAhead);
        var backfills = new BackfillDigests(reader, Start, witnesses, cancellationToken);
        OtherDigests OthersOf(ComparedDay day) => new(reader, chain.Chain, day, witnesses, backfills);
        if (chain.IsSuspected)
        {
            var (isOrphaned, folder) = await LookForOrphansAsync(OthersOf, cancellationToken);
            if (folder is not null) yield return WalkStep.Known(folder);
            if (!isOrphaned) yield break;
        }
        var (main, backfill, listingProblem) = await ListAsync(cancellationToken);
        if (listingProblem is not null) yield return WalkStep.Known(new RangeResult(chain.Chain, new DigestPeriod(Start, request.End), listingProblem));
        if (main is null || backfill is null) yield break;
        foreach (var (location, more) in main.Unexpected)
        {
            if (!await Placeholder.IsAsync(reader, location, cancellationToken))
                yield return WalkStep.Known(new UnlistedResult(chain.Chain, UnlistedKind.DigestFile, location, Finding.ObjectUnexpected("digest file", more)));
        }
        var coverage = new Coverage(chain.Chain, Start, _coveredUntil, main.IsCut);
        await foreach (var step in StepsAsync(keys, main, coverage, OthersOf, cancellationToken)) yield return step;
        await foreach (var step in StepsAsync(keys, backfill, null, OthersOf, cancellationToken)) yield return step;
    }

    /// <summary>Whether log files of the region are there that no digest of any trail lists; and the folder, when it cannot be listed.</summary>
    private async Task<(bool IsOrphaned, UnlistedResult? Folder)> LookForOrphansAsync(Func<ComparedDay, OtherDigests> othersOf, CancellationToken cancellationToken)
    {
        if (request.Start >= _coveredUntil) return (false, null);
        var orphans = new OrphanedLogFiles(reader, chain, new DigestPeriod(request.Start, _coveredUntil), othersOf);
        try
        {
            return (await orphans.AnyAsync(cancellationToken), null);
        }
        catch (StoreException e)
        {
            var folder = TrailFolder.Of(chain.Folders[0]);
            return (false, new UnlistedResult(chain.Chain, UnlistedKind.LogFile, new ObjectLocation(folder.Bucket, folder.LogFiles), Finding.LogListingUnreadable(e)));
        }
    }

    private async Task<(KeyRing? Keys, Finding? Problem)> FindKeysAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            return (await keySource.GetAsync(chain.Chain.Region, from, until, cancellationToken), null);
        }
        catch (StoreException e)
        {
            return (null, Finding.KeysUnavailable(chain.Chain.Region, e));
        }
    }

    /// <param name="keys">The keys of the range.</param>
    /// <param name="listing">The digests in the store.</param>
    /// <param name="coverage">Keeps count of the main chain's time; <c>null</c> for the backfill chain, which covers none.</param>
    /// <param name="othersOf">The digests beside the main chain that can list a log file of a day.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    private async IAsyncEnumerable<WalkStep> StepsAsync(
        KeyRing keys, DigestListing listing, Coverage? coverage, Func<ComparedDay, OtherDigests> othersOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isBackfill = coverage is null;
        await using var readAhead = new DigestReadAhead(reader, request.ReadAhead);
        readAhead.Follow(listing.NewestFirst());
        var visitor = VisitorOf(keys, readAhead, chain.Chain);
        var target = FromListing(listing, DateTimeOffset.MaxValue);
        if (!isBackfill && (target is null || target.Key.End < _coveredUntil)) target = await FromNewerAsync(visitor, cancellationToken) ?? target;
        await using var strays = coverage is null ? null : new UnlistedSearch(chain.Chain, request.LooksForUnlisted ? day => Compare(day, othersOf(day)) : null, cancellationToken);
        var checkpoint = !isBackfill && Checkpoint is { } entry ? new CheckpointCheck(entry) : null;
        var gaps = new GapEvidence(reader, request, chain, surroundings);
        Digest? newer = null;
        while (target is { } at)
        {
            if (checkpoint?.Before(at.Key) is { } gone) yield return WalkStep.Known(gone);
            var visit = await visitor.VisitAsync(at, cancellationToken);
            foreach (var result in coverage?.Before(at.Key) ?? []) yield return WalkStep.Known(await gaps.DescribeAsync(result, newer, visit.Result.Verified, cancellationToken));
            yield return WalkStep.Known(checkpoint?.Check(visit.Result, at.Key) ?? visit.Result);
            if (visit.Result.Verified is { } digest)
            {
                strays?.Verified(digest, at.Key);
                foreach (var logFile in digest.LogFiles) yield return WalkStep.ToCheck(chain.Chain, logFile, isBackfill, strays?.List(logFile, digest.Period));
            }
            if (coverage is not null) Account(coverage, at, visit.Result);
            newer = visit.Result.Verified;
            target = Next(listing, at, visit);
            if (strays is null) continue;
            foreach (var stray in OffChain(listing, at, visit, target)) yield return WalkStep.Known(stray);
            await foreach (var stray in strays.PassAsync(target?.Key.End)) yield return WalkStep.Known(stray);
        }
        if (checkpoint?.Before(null) is { } cut) yield return WalkStep.Known(cut);
        if (coverage?.Rest() is { } rest) yield return WalkStep.Known(await gaps.DescribeAsync(rest, newer, null, cancellationToken));
    }

    private DigestVisitor VisitorOf(KeyRing keys, DigestReadAhead readAhead, ChainId of) => new(new DigestFetcher(readAhead, request.Limits.Digest), of, keys, FindKeysAsync);

    private DayComparison Compare(ComparedDay day, OtherDigests others) => new(
        reader, chain.Chain, day, new DigestPeriod(Start, request.End), request.Checkpoint is not null, now, others);

    /// <summary>
    /// The digests between a verified one and the one that it links to, in the folders of both: nobody speaks of them, and their time is covered. In other folders, copies of a
    /// bucket may lie.
    /// </summary>
    private IEnumerable<UnlistedResult> OffChain(DigestListing listing, Target at, Visit visit, Target? next)
    {
        if (visit.Result.Verified is not { } digest || (next is not null && !ReferenceEquals(next.VerifiedNewer, digest))) yield break;
        foreach (var (location, key) in listing.PassedOver(at.Key.End, next?.Key.End ?? digest.Period.Start))
        {
            if (IsBeside(location, key, at) || (next is not null && IsBeside(location, key, next))) yield return new UnlistedResult(chain.Chain, UnlistedKind.DigestFile, location, Finding.DigestOffChain());
        }
    }

    private static bool IsBeside(ObjectLocation location, DigestPath key, Target target) => location.Bucket == target.Location.Bucket && key.RegionFolder == target.Key.RegionFolder;

    private async Task<(DigestListing? Main, DigestListing? Backfill, Finding? Problem)> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (main, backfill) = await DigestListing.LoadAsync(reader, chain, Start, Until, request.Limits.MaxListedDigests, cancellationToken);
            return (main, backfill, main.IsCut || backfill.IsCut ? Finding.ListingTooLarge(request.Limits.MaxListedDigests) : null);
        }
        catch (StoreException e)
        {
            return (null, null, Finding.ListingUnreadable(e));
        }
    }

    /// <summary>
    /// The newest digest of the range is not there. A verified digest beyond the range may still tell that it was: it names its previous one.
    /// </summary>
    private async Task<Target?> FromNewerAsync(DigestVisitor visitor, CancellationToken cancellationToken)
    {
        try
        {
            if (await DigestListing.FirstAfterAsync(reader, chain, Until, cancellationToken) is not { } newer) return null;
            var visit = await visitor.VisitAsync(new Target(newer.Location, newer.Key, null, null), cancellationToken);
            // one that is late can cover a part of the range itself
            if (visit.Result.Verified?.Period.Start < _coveredUntil) return new Target(newer.Location, newer.Key, null, null);
            return visit.Previous is { } previous ? ToLinked(visit.Result.Verified!, previous) : null;
        }
        catch (StoreException)
        {
            // the hours stay uncovered and are told so; only one more witness is out of reach
            return null;
        }
    }

    private static void Account(Coverage coverage, Target target, DigestResult result)
    {
        if (result.Verified is { } digest) coverage.Verified(digest);
        else if (result.Verdict == Verdict.Invalid) coverage.Broken(target.Location, target.Key);
        else coverage.Unknown(target.Key);
    }

    private Target? Next(DigestListing listing, Target at, Visit visit)
    {
        if (visit.Result.Verified is { } digest)
        {
            if (digest.Period.Start < Start) return null;
            if (visit.Previous is { } previous) return ToLinked(digest, previous);
        }
        var next = FromListing(listing, at.Key.End);
        // the signature that an unverified digest claims for this one proves itself, or does not
        return next is not null && visit.Claimed is { } claimed && claimed.Location == next.Location ? next with { ToldSignature = claimed.Signature } : next;
    }

    private static Target ToLinked(Digest newer, DigestPath previous) => new(newer.Previous!.Location, previous, newer, newer.Previous.Signature);

    private static Target? FromListing(DigestListing listing, DateTimeOffset before) =>
        listing.NextBefore(before) is { } next ? new Target(next.Location, next.Key, null, null) : null;
}
