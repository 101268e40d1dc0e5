using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Finds what other digests list that can list a log file of one day: those of other trails that deliver to the same
/// folders, and the backfill digests of all trails. Reads them once, when they are needed.
/// </summary>
/// <param name="context">The chain.</param>
/// <param name="day">The day.</param>
/// <param name="digests">Verifies the digests.</param>
/// <param name="backfills">The backfill digests of all days.</param>
/// <param name="folders">
/// All folders of the trail: a backfill digest in a new bucket can list a log file in an old one.
/// </param>
internal sealed class OtherDigests(
    ChainContext context,
    ComparedDay day,
    OtherDigestReader digests,
    BackfillDigests backfills,
    IReadOnlyList<RegionFolders> folders
)
{
    /// <summary>Maximum number of digests: those of a hundred trails. With more, the day is unchecked.</summary>
    private const int MaxDigests = 2_500;

    private ListedElsewhere? _found;

    /// <summary>Returns what they list. If their folder cannot be listed, the whole day is unchecked.</summary>
    public async Task<ListedElsewhere> FindAsync(CancellationToken cancellationToken)
    {
        if (_found is not null)
            return _found;
        var backfilled = new List<ListedElsewhere>();
        foreach (var folder in folders.Prepend(day.Folders).Distinct())
            backfilled.Add(await backfills.FindAsync(folder).ConfigureAwait(false));
        var found = new ListedElsewhere(backfilled);
        try
        {
            foreach (var chain in await ListAsync(found, cancellationToken).ConfigureAwait(false))
                await VerifyAsync([.. chain.OrderByDescending(path => path.End)], found, cancellationToken)
                    .ConfigureAwait(false);
        }
        catch (StoreException)
        {
            AddDayUnchecked(found);
        }
        return _found = found;
    }

    /// <summary>Lists the digests of the day and of its two neighbors, by chain.</summary>
    private async Task<IEnumerable<IGrouping<ChainId, DigestPath>>> ListAsync(
        ListedElsewhere found,
        CancellationToken cancellationToken
    )
    {
        var paths = new List<DigestPath>();
        var folder = day.Folders.Digests;
        var from = folder + RegionFolders.Format(day.Day.AddDays(-1));
        var until = $"{folder}{RegionFolders.Format(day.Day.AddDays(1))}/\uffff";
        await foreach (
            var (objectPath, problem) in context
                .Reader.ListPartAsync(day.Folders.Bucket, folder, from, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (string.CompareOrdinal(objectPath, until) > 0)
                break;
            if (!DigestPath.TryParse(objectPath, out var path))
            {
                if (problem is not null && DatedFolders.CanContainObjects(folder, objectPath))
                    AddDayUnchecked(found);
                continue;
            }
            if (path.RegionFolder != folder || path.IsBackfill || path.Chain == context.Id)
                continue;
            if (paths.Count == MaxDigests)
            {
                AddDayUnchecked(found);
                break;
            }
            paths.Add(path);
        }
        return paths.GroupBy(path => path.Chain);
    }

    private async Task VerifyAsync(
        IReadOnlyList<DigestPath> newestFirst,
        ListedElsewhere found,
        CancellationToken cancellationToken
    )
    {
        var (time, existing) = (new VerifiedTime(), new List<DateTimeOffset>());
        await foreach (
            var outcome in digests
                .VerifyAsync(day.Folders.Bucket, Needed(newestFirst), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var end = outcome.Target.Path.End;
            if (outcome.Result.Verified is { } digest)
            {
                found.Add(digest);
                time.Add(digest.Period);
            }
            else if (outcome.Result.Verdict == Verdict.Incomplete)
                found.AddUnchecked(end - Coverage.DigestInterval, end);
            else
                continue;
            existing.Add(end);
        }
        if (existing.Count > 0)
            found.AddTrail(time, existing[^1], existing[0]);
    }

    private void AddDayUnchecked(ListedElsewhere found) => found.AddUnchecked(day.Start, day.Start.AddDays(1));

    /// <summary>
    /// Returns the digests that end on the day, two newer ones and one older one. The first newer digest can list log
    /// files of the day, and the second can record its signature. The older one shows that the trail existed before.
    /// </summary>
    private List<DigestPath> Needed(IReadOnlyList<DigestPath> newestFirst)
    {
        var onDayOrLater = newestFirst.Count(path => path.End > day.Start);
        var later = newestFirst.Count(path => path.End >= day.Start.AddDays(1) + DayComparison.Slack);
        return [.. newestFirst.Take(onDayOrLater + 1).Skip(later - 2)];
    }
}
