using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Searches for log files in a region without any digest of the trail: they remain if someone deletes all digests of
/// the region. Log files that verified digests of other trails list do not count.
/// </summary>
/// <param name="context">The chain without digests.</param>
/// <param name="range">The time for which digests are expected.</param>
/// <param name="others">The digests of other trails. Read only if there is a log file.</param>
internal sealed class OrphanedLogFiles(ChainContext context, DigestPeriod range, OtherTrails others)
{
    private static readonly HashSet<NameHash> None = [];

    /// <summary>Returns whether there is an orphaned log file.</summary>
    /// <exception cref="StoreException">The store could not list the folder.</exception>
    public async Task<bool> ExistAsync(CancellationToken cancellationToken)
    {
        foreach (var folders in context.Chain.Folders.Select(RegionFolders.Of))
        {
            if (await ExistInAsync(folders, cancellationToken).ConfigureAwait(false))
                return true;
        }
        return false;
    }

    private async Task<bool> ExistInAsync(RegionFolders folders, CancellationToken cancellationToken)
    {
        OtherDigests? digests = null;
        var digestsOf = DateOnly.MinValue;
        await foreach (
            var (objectPath, logFile) in folders
                .ListLogFilesAsync(context.Reader, range, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (logFile is null)
                continue;
            var day = ComparedDay.Of(logFile.DeliveredAt);
            if (digests is null || day != digestsOf)
                (digests, digestsOf) = (others.On(new ComparedDay(day, folders, None, new VerifiedTime())), day);
            var listed = await digests.FindAsync(cancellationToken).ConfigureAwait(false);
            if (!listed.Lists(NameHash.Of(folders.Bucket, objectPath)))
                return true;
        }
        return false;
    }
}
