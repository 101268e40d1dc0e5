using System.Collections.Concurrent;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Finds what the backfill digests of all trails in a folder list. A backfill digest can list a log file that was
/// delivered long before its own period, so all of them are read, from the start of the range to the newest. Reads each
/// folder once, when it is needed. Thread-safe.
/// </summary>
/// <param name="context">The chain.</param>
/// <param name="digests">Verifies the digests.</param>
/// <param name="cancellationToken">Cancels the reads.</param>
internal sealed class BackfillDigests(
    ChainContext context,
    OtherDigestReader digests,
    CancellationToken cancellationToken
)
{
    private const int MaxDigests = 10_000;

    private readonly ConcurrentDictionary<string, Lazy<Task<ListedElsewhere>>> _found = new(StringComparer.Ordinal);

    /// <summary>Returns what they list. If their folder cannot be listed, every time is unchecked.</summary>
    public Task<ListedElsewhere> FindAsync(RegionFolders folders) =>
        _found.GetOrAdd(folders.ToString(), _ => new Lazy<Task<ListedElsewhere>>(() => ReadAsync(folders))).Value;

    private async Task<ListedElsewhere> ReadAsync(RegionFolders folders)
    {
        var found = new ListedElsewhere();
        try
        {
            foreach (var chain in await ListAsync(folders, found).ConfigureAwait(false))
                await VerifyAsync(folders, [.. chain.OrderByDescending(path => path.End)], found).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            AddAllUnchecked(found);
        }
        return found;
    }

    private async Task<IEnumerable<IGrouping<ChainId, DigestPath>>> ListAsync(
        RegionFolders folders,
        ListedElsewhere found
    )
    {
        var paths = new List<DigestPath>();
        var start = folders.Digests + RegionFolders.Format(ComparedDay.Of(context.Range.Start).AddDays(-1));
        await foreach (
            var (objectPath, problem) in context
                .Reader.ListPartAsync(folders.Bucket, folders.Digests, start, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (!DigestPath.TryParse(objectPath, out var path))
            {
                if (problem is not null && DatedFolders.CanContainObjects(folders.Digests, objectPath))
                    AddAllUnchecked(found);
                continue;
            }
            if (path.RegionFolder != folders.Digests || !path.IsBackfill)
                continue;
            if (paths.Count == MaxDigests)
            {
                AddAllUnchecked(found);
                break;
            }
            paths.Add(path);
        }
        return paths.GroupBy(path => path.Chain);
    }

    private async Task VerifyAsync(RegionFolders folders, IReadOnlyList<DigestPath> newestFirst, ListedElsewhere found)
    {
        await foreach (
            var outcome in digests.VerifyAsync(folders.Bucket, newestFirst, cancellationToken).ConfigureAwait(false)
        )
        {
            if (outcome.Result.Verified is { } digest)
                found.Add(digest);
            else if (outcome.Result.Verdict == Verdict.Incomplete)
                found.AddUnchecked(DateTimeOffset.MinValue, outcome.Target.Path.End);
        }
    }

    private static void AddAllUnchecked(ListedElsewhere found) =>
        found.AddUnchecked(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
}
