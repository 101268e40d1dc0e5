using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// The log files of a region in which the trail has no digest, although it has some elsewhere: whoever deleted all digests of a region has left them. Those that verified digests of
/// other trails list are none.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="chain">The chain of which no digest is there.</param>
/// <param name="range">The time for which digests are expected.</param>
/// <param name="othersOf">The digests of other trails about a day; asked only when there is a log file to ask for.</param>
internal sealed class OrphanedLogFiles(
    IObjectReader reader,
    ChainFolders chain,
    DigestPeriod range,
    Func<ComparedDay, OtherDigests> othersOf
)
{
    private static readonly HashSet<NameHash> None = [];

    /// <summary>Whether there is one.</summary>
    /// <exception cref="StoreException">The store could not list the folder.</exception>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in chain.Folders.Select(TrailFolder.Of))
        {
            if (await AnyInAsync(folder, cancellationToken).ConfigureAwait(false))
                return true;
        }
        return false;
    }

    private async Task<bool> AnyInAsync(TrailFolder folder, CancellationToken cancellationToken)
    {
        var (others, at) = ((OtherDigests?)null, DateOnly.MinValue);
        await foreach (
            var (path, delivered) in folder.ListLogFilesAsync(reader, range, cancellationToken).ConfigureAwait(false)
        )
        {
            if (delivered is null)
                continue;
            var day = ComparedDay.Of(delivered.DeliveredAt);
            if (others is null || day != at)
                (others, at) = (othersOf(new ComparedDay(day, folder, None, new VerifiedTime())), day);
            if (
                !(await others.FindAsync(cancellationToken).ConfigureAwait(false)).Lists(
                    NameHash.Of(folder.Bucket, path)
                )
            )
                return true;
        }
        return false;
    }
}
