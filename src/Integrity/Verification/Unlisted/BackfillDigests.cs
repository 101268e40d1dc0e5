using System.Collections.Concurrent;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// The backfill digests of all trails that deliver to a folder. One can list a log file that was delivered long before its own period, so all of them are asked, from the beginning of
/// the range up to the newest. Brought when somebody asks for them, and once a folder. Safe for use by several tasks at once.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="from">The beginning of the range.</param>
/// <param name="witnesses">Looks at digests.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class BackfillDigests(
    IObjectReader reader,
    DateTimeOffset from,
    OtherTrailDigests witnesses,
    CancellationToken cancellationToken
)
{
    private const int MaxDigests = 10_000;

    private readonly ConcurrentDictionary<string, Lazy<Task<ListedElsewhere>>> _found = new(StringComparer.Ordinal);

    /// <summary>What they list. Where their folder cannot be listed, nothing can be told of any time.</summary>
    public Task<ListedElsewhere> FindAsync(TrailFolder folder) =>
        _found.GetOrAdd(folder.ToString(), _ => new Lazy<Task<ListedElsewhere>>(() => LoadAsync(folder))).Value;

    private async Task<ListedElsewhere> LoadAsync(TrailFolder folder)
    {
        var found = new ListedElsewhere();
        try
        {
            foreach (var chain in await ListAsync(folder, found).ConfigureAwait(false))
                await VisitAsync(folder, [.. chain.OrderByDescending(digestPath => digestPath.End)], found)
                    .ConfigureAwait(false);
        }
        catch (StoreException)
        {
            found.Unknown(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        }
        return found;
    }

    private async Task<IEnumerable<IGrouping<ChainId, DigestPath>>> ListAsync(TrailFolder folder, ListedElsewhere found)
    {
        var paths = new List<DigestPath>();
        var start = folder.Digests + TrailFolder.Format(ComparedDay.Of(from).AddDays(-1));
        await foreach (
            var (text, problem) in reader
                .ListPartAsync(folder.Bucket, folder.Digests, start, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (!DigestPath.TryParse(text, out var digestPath))
            {
                if (problem is not null && DatedFolders.CanHold(folder.Digests, text))
                    found.Unknown(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
                continue;
            }
            if (digestPath.RegionFolder != folder.Digests || !digestPath.IsBackfill)
                continue;
            if (paths.Count == MaxDigests)
            {
                found.Unknown(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
                break;
            }
            paths.Add(digestPath);
        }
        return paths.GroupBy(digestPath => digestPath.Chain);
    }

    private async Task VisitAsync(TrailFolder folder, IReadOnlyList<DigestPath> newestFirst, ListedElsewhere found)
    {
        await foreach (
            var (digestPath, result) in witnesses
                .VisitAsync(folder.Bucket, newestFirst, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (result.Verified is { } digest)
                found.Add(digest);
            else if (result.Verdict == Verdict.Incomplete)
                found.Unknown(DateTimeOffset.MinValue, digestPath.End);
        }
    }
}
