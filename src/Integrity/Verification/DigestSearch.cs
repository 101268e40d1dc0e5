using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// Finds out whether a folder contains digests of a chain. Other trails can share the folder for years, so this lists
/// the range, and samples single days before and after it.
/// </summary>
/// <remarks>
/// The samples are 1, 2, 4, 8, … days away from the range. A chain without a digest in the range is thus found if it
/// lasted at least as long as it is away, because it then covers one of these days.
/// </remarks>
/// <param name="reader">The store.</param>
/// <param name="range">The range to verify.</param>
/// <param name="now">The current time. No digest is newer.</param>
internal sealed class DigestSearch(IObjectReader reader, ChainRange range, DateTimeOffset now)
{
    /// <summary>The farthest sample: over eleven years, the age of the oldest digests.</summary>
    private const int MaxDays = 1 << 12;

    /// <summary>Returns whether the folder contains a digest of the chain, or a part that cannot be listed.</summary>
    /// <exception cref="StoreException">The folder cannot be listed.</exception>
    public async Task<bool> FindsAsync(ObjectLocation folder, ChainId chain, CancellationToken cancellationToken)
    {
        var inRange = reader.ListPartAsync(
            folder.Bucket,
            folder.Path,
            folder.Path + UtcTime.FormatFolder(range.Start),
            cancellationToken
        );
        var end = $"{folder.Path}{UtcTime.FormatFolder(range.LatestDigestEnd)}/\uffff";
        if (await ContainsAsync(inRange, folder, chain, end).ConfigureAwait(false))
            return true;
        foreach (var day in SampleDays())
        {
            // The exact start of the names, so that other objects cost nothing and cannot hide a digest.
            var start = $"{folder.Path}{day:yyyy'/'MM'/'dd}/{DigestPath.NameStart(chain)}{day:yyyyMMdd}T";
            var sample = reader.ListPartAsync(folder.Bucket, start, null, cancellationToken);
            if (await ContainsAsync(sample, folder, chain, null).ConfigureAwait(false))
                return true;
        }
        return false;
    }

    private static async Task<bool> ContainsAsync(
        IAsyncEnumerable<ListedEntry> listing,
        ObjectLocation folder,
        ChainId chain,
        string? end
    )
    {
        await foreach (var (path, problem) in listing.ConfigureAwait(false))
        {
            if (problem is not null && DatedFolders.CanContainObjects(folder.Path, path))
                return true;
            if (
                DigestPath.TryParse(path, out var digest)
                && digest.Chain == chain
                && digest.RegionFolder == folder.Path
            )
                return true;
            if (end is not null && string.CompareOrdinal(path, end) > 0)
                return false;
        }
        return false;
    }

    private IEnumerable<DateOnly> SampleDays()
    {
        var (first, last) = (DayOf(range.Start), DayOf(range.LatestDigestEnd));
        for (var days = 1; days <= Math.Min(MaxDays, first.DayNumber); days *= 2)
            yield return first.AddDays(-days);
        for (var days = 1; days <= Math.Min(MaxDays, DayOf(now).DayNumber - last.DayNumber); days *= 2)
            yield return last.AddDays(days);
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
