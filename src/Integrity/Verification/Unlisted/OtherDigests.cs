using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// The digests of one day that are of other trails, which deliver to the same folders, and the backfill digests of all. Brought when somebody asks for them, and once.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="own">The main chain.</param>
/// <param name="day">The day.</param>
/// <param name="witnesses">Looks at digests.</param>
/// <param name="backfills">The backfill digests, of whichever day.</param>
/// <param name="places">All places of the trail: a backfill digest in a new bucket can list a log file in an old one.</param>
internal sealed class OtherDigests(
    IObjectReader reader,
    ChainId own,
    ComparedDay day,
    OtherTrailDigests witnesses,
    BackfillDigests backfills,
    IReadOnlyList<TrailFolder> places
)
{
    /// <summary>The most digests that are looked at: those of a hundred trails. Of more, whether they list an object cannot be told.</summary>
    private const int MaxDigests = 2_500;

    private ListedElsewhere? _found;

    /// <summary>What they list. Where their folder cannot be listed, nothing can be told of the whole day.</summary>
    public async Task<ListedElsewhere> FindAsync(CancellationToken cancellationToken)
    {
        if (_found is not null)
            return _found;
        var inPlaces = new List<ListedElsewhere>();
        foreach (var folder in places.Prepend(day.Folder).Distinct())
            inPlaces.Add(await backfills.FindAsync(folder).ConfigureAwait(false));
        var found = new ListedElsewhere(inPlaces);
        try
        {
            foreach (var chain in await ListAsync(found, cancellationToken).ConfigureAwait(false))
                await VisitAsync([.. chain.OrderByDescending(digestPath => digestPath.End)], found, cancellationToken)
                    .ConfigureAwait(false);
        }
        catch (StoreException)
        {
            found.Unknown(day.Start, day.Start.AddDays(1));
        }
        return _found = found;
    }

    /// <summary>The digests of the day before, the day and the day after, a chain each.</summary>
    private async Task<IEnumerable<IGrouping<ChainId, DigestPath>>> ListAsync(
        ListedElsewhere found,
        CancellationToken cancellationToken
    )
    {
        var paths = new List<DigestPath>();
        var from = day.Folder.Digests + TrailFolder.Format(day.Day.AddDays(-1));
        var until = $"{day.Folder.Digests}{TrailFolder.Format(day.Day.AddDays(1))}/\uffff";
        await foreach (
            var (text, problem) in reader
                .ListPartAsync(day.Folder.Bucket, day.Folder.Digests, from, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (string.CompareOrdinal(text, until) > 0)
                break;
            if (!DigestPath.TryParse(text, out var digestPath))
            {
                if (problem is not null && DatedFolders.CanHold(day.Folder.Digests, text))
                    found.Unknown(day.Start, day.Start.AddDays(1));
                continue;
            }
            if (digestPath.RegionFolder != day.Folder.Digests || digestPath.IsBackfill || digestPath.Chain == own)
                continue;
            if (paths.Count == MaxDigests)
            {
                found.Unknown(day.Start, day.Start.AddDays(1));
                break;
            }
            paths.Add(digestPath);
        }
        return paths.GroupBy(digestPath => digestPath.Chain);
    }

    private async Task VisitAsync(
        IReadOnlyList<DigestPath> newestFirst,
        ListedElsewhere found,
        CancellationToken cancellationToken
    )
    {
        var (time, known) = (new VerifiedTime(), new List<DateTimeOffset>());
        await foreach (
            var (digestPath, result) in witnesses
                .VisitAsync(day.Folder.Bucket, Needed(newestFirst), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (result.Verified is { } digest)
                Take(digest, time, found);
            else if (result.Verdict == Verdict.Incomplete)
                found.Unknown(digestPath.End - Coverage.Rhythm, digestPath.End);
            else
                continue;
            known.Add(digestPath.End);
        }
        if (known.Count > 0)
            found.Cover(time, known[^1], known[0]);
    }

    private static void Take(Digest digest, VerifiedTime time, ListedElsewhere found)
    {
        found.Add(digest);
        time.Add(digest.Period);
    }

    /// <summary>
    /// Those that end within the day, two behind it (one can list log files of the day, and the next can tell the signature of that one), and one before it, which tells that the
    /// trail was there already.
    /// </summary>
    private List<DigestPath> Needed(IReadOnlyList<DigestPath> newestFirst)
    {
        var within = newestFirst.Count(digestPath => digestPath.End > day.Start);
        var behind = newestFirst.Count(digestPath => digestPath.End >= day.Start.AddDays(1) + DayComparison.Slack);
        return [.. newestFirst.Take(within + 1).Skip(behind - 2)];
    }
}
