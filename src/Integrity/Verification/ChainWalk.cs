using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;
using Integrity.Verification.Unlisted;

namespace Integrity.Verification;

/// <summary>Verifies one chain: first its main chain, then its backfill chain.</summary>
internal sealed class ChainWalk(ChainContext context)
{
    /// <summary>Returns the steps of the main chain, then those of the backfill chain, each newest first.</summary>
    public async IAsyncEnumerable<WalkStep> StepsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = context.Range;
        var (ring, problem) = await context
            .Keys.FindAsync(range.Start, range.SignedUntil, cancellationToken)
            .ConfigureAwait(false);
        if (ring is null)
        {
            yield return WalkStep.Known(context.ResultBefore(range.End, problem!));
            yield break;
        }
        var others = new OtherTrails(context, ring, cancellationToken);
        if (context.Chain.HasOnlyLogFiles)
        {
            var (exist, unlistable) = await FindOrphansAsync(others, cancellationToken).ConfigureAwait(false);
            if (unlistable is not null)
                yield return WalkStep.Known(unlistable);
            if (!exist)
                yield break;
        }
        await context.Folders.ListAsync(cancellationToken).ConfigureAwait(false);
        var problems = context.Folders.TakeListingProblems();
        foreach (var step in ListingSteps(problems))
            yield return step;
        if (problems.Count > 0 && problems.Count == context.Folders.All.Count && context.Checkpoint is null)
            yield break;
        await foreach (var step in UnexpectedObjects.FindAsync(context, cancellationToken).ConfigureAwait(false))
            yield return step;
        foreach (var isBackfill in new[] { false, true })
        {
            var walk = new DigestWalk(context, ring, others, isBackfill, cancellationToken);
            await using var walkDisposal = walk.ConfigureAwait(false);
            await foreach (var step in walk.StepsAsync(cancellationToken).ConfigureAwait(false))
                yield return step;
        }
    }

    /// <summary>Reports what the first listing of all folders does not show.</summary>
    private IEnumerable<WalkStep> ListingSteps(IReadOnlyList<Finding> problems)
    {
        var end = context.Range.End;
        if (context.Folders.Main.IsTruncated || context.Folders.Backfill.IsTruncated)
            yield return WalkStep.Known(
                context.ResultBefore(end, Finding.ListingTooLarge(context.Request.Limits.MaxListedDigests))
            );
        foreach (var problem in problems)
            yield return WalkStep.Known(context.ResultBefore(end, problem));
    }

    /// <summary>Searches for log files of the region that no digest of any trail lists.</summary>
    private async Task<OrphanSearch> FindOrphansAsync(OtherTrails others, CancellationToken cancellationToken)
    {
        var (start, end) = (context.Request.Start, context.Range.CoveredUntil);
        if (start >= end)
            return new OrphanSearch(Exist: false, null);
        try
        {
            var orphans = new OrphanedLogFiles(context, new DigestPeriod(start, end), others);
            return new OrphanSearch(await orphans.ExistAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (StoreException e)
        {
            var folders = RegionFolders.Of(context.Chain.Folders[0]);
            var unlistable = new UnlistedResult(
                context.Id,
                UnlistedKind.LogFile,
                new ObjectLocation(folders.Bucket, folders.LogFiles),
                Finding.LogListingUnreadable(e)
            );
            return new OrphanSearch(Exist: false, unlistable);
        }
    }

    /// <summary>Whether there are orphaned log files, and a result if their folder could not be listed.</summary>
    private sealed record OrphanSearch(bool Exist, UnlistedResult? Unlistable);
}
