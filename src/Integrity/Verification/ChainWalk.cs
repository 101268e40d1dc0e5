using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// Walks one chain from its newest digest to its oldest. Links are followed, and log files named, only by a verified digest;
/// after a bad one the walk resumes from the listing, and it never stops early.
/// </summary>
internal sealed class ChainWalk(IObjectReader reader, IKeySource keySource, VerificationRequest request, ChainFolders chain, DateTimeOffset coveredUntil)
{
    /// <summary>A digest that ends up to this much after the range can hold log files of the range.</summary>
    private static readonly TimeSpan Overhang = TimeSpan.FromHours(1);

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
        var (main, backfill, listingProblem) = await ListAsync(cancellationToken);
        if (listingProblem is not null) yield return WalkStep.Known(new RangeResult(chain.Chain, new DigestPeriod(Start, request.End), listingProblem));
        if (main is null || backfill is null) yield break;
        var coverage = new Coverage(chain.Chain, Start, coveredUntil);
        await foreach (var step in StepsAsync(keys, main, coverage, cancellationToken)) yield return step;
        await foreach (var step in StepsAsync(keys, backfill, null, cancellationToken)) yield return step;
    }

    private async Task<(KeyRing? Keys, Finding? Problem)> FindKeysAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            return (await keySource.GetAsync(chain.Chain.Region, from, until, cancellationToken), null);
        }
        catch (StoreException e)
        {
            return (null, Findings.KeysUnavailable(chain.Chain.Region, e));
        }
    }

    /// <param name="keys">The keys of the range.</param>
    /// <param name="listing">The digests in the store.</param>
    /// <param name="coverage">Keeps count of the main chain's time; <c>null</c> for the backfill chain, which covers none.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    private async IAsyncEnumerable<WalkStep> StepsAsync(KeyRing keys, DigestListing listing, Coverage? coverage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isBackfill = coverage is null;
        await using var readAhead = new DigestReadAhead(reader, request.ReadAhead);
        readAhead.Follow(listing.NewestFirst());
        var visitor = new DigestVisitor(new DigestFetcher(readAhead, request.Limits.Digest), chain.Chain, keys, FindKeysAsync);
        var target = FromListing(listing, DateTimeOffset.MaxValue);
        if (!isBackfill && (target is null || target.Key.End < coveredUntil)) target = await FromNewerAsync(visitor, cancellationToken) ?? target;
        var checkpoint = !isBackfill && Checkpoint is { } entry ? new CheckpointCheck(entry) : null;
        while (target is { } at)
        {
            if (checkpoint?.Before(at.Key) is { } gone) yield return WalkStep.Known(gone);
            foreach (var result in coverage?.Before(at.Key) ?? []) yield return WalkStep.Known(result);
            var visit = await visitor.VisitAsync(at, cancellationToken);
            yield return WalkStep.Known(checkpoint?.Check(visit.Result, at.Key) ?? visit.Result);
            if (visit.Result.Verified is { } digest)
            {
                foreach (var logFile in digest.LogFiles) yield return WalkStep.ToCheck(chain.Chain, logFile, isBackfill);
            }
            if (coverage is not null) Account(coverage, at, visit.Result);
            target = Next(listing, at, visit);
        }
        if (checkpoint?.Before(null) is { } cut) yield return WalkStep.Known(cut);
        if (coverage?.Rest() is { } rest) yield return WalkStep.Known(rest);
    }

    private async Task<(DigestListing? Main, DigestListing? Backfill, Finding? Problem)> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (main, backfill) = await DigestListing.LoadAsync(reader, chain, Start, Until, request.Limits.MaxListedDigests, cancellationToken);
            return (main, backfill, main.IsCut || backfill.IsCut ? Findings.ListingTooLarge(request.Limits.MaxListedDigests) : null);
        }
        catch (StoreException e)
        {
            return (null, null, Findings.ListingUnreadable(e));
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
            if (visit.Result.Verified?.Period.Start < coveredUntil) return new Target(newer.Location, newer.Key, null, null);
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

    private static Target ToLinked(Digest newer, DigestKey previous) => new(newer.Previous!.Location, previous, newer, newer.Previous.Signature);

    private static Target? FromListing(DigestListing listing, DateTimeOffset before) =>
        listing.NextBefore(before) is { } next ? new Target(next.Location, next.Key, null, null) : null;
}
