using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Finds log files that no digest lists although the digest of their hour exists. Costs one listing per day and reads
/// each digest of that time once. Hours whose digest is missing or not authentic are skipped. Otherwise, an attacker
/// could destroy a digest to have its log files signed again.
/// </summary>
internal sealed class LateLogFiles(DeliveredLogFiles delivered, ChainHistory main, ChainHistory backfill)
{
    /// <summary>Maximum number of log files per search, which limits memory. The next search finds the rest.</summary>
    public const int MaxLogFiles = 100_000;

    /// <summary>Finds late log files, ordered by time, and the problem that ended the search early, if any.</summary>
    /// <param name="from">Start of the search, by delivery time (inclusive).</param>
    /// <param name="keys">The keys that may have signed the chains.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="BuildException">The backfill chain is broken, so its log files are unknown.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<(IReadOnlyList<DeliveredLogFile> Found, BuildException? Problem)> FindAsync(
        DateTimeOffset from,
        KeyRing keys,
        CancellationToken cancellationToken
    )
    {
        var (found, problem) = await FindUnlistedByMainAsync(main.Head!, from, keys, cancellationToken)
            .ConfigureAwait(false);
        if (found.Count > 0)
            await RemoveListedByBackfillAsync(found, keys, cancellationToken).ConfigureAwait(false);
        found.Sort((a, b) => (a.At, a.Location.Path).CompareTo((b.At, b.Location.Path)));
        return (found, problem);
    }

    /// <summary>Searches back day by day, with the digests of each day.</summary>
    private async Task<(List<DeliveredLogFile> Found, BuildException? Problem)> FindUnlistedByMainAsync(
        KnownDigest head,
        DateTimeOffset from,
        KeyRing keys,
        CancellationToken cancellationToken
    )
    {
        var found = new List<DeliveredLogFile>();
        var digests = new List<KnownDigest> { head };
        for (
            var day = DayOf(head.Period.End);
            day.AddDays(1) > from && found.Count < MaxLogFiles;
            day = day.AddDays(-1)
        )
        {
            var until = Earlier(day.AddDays(1), head.Period.End);
            var (reach, problem) = await ReadBackToAsync(Later(day, from), digests, keys, cancellationToken)
                .ConfigureAwait(false);
            if (reach == Reach.Beginning)
            {
                await AddUnlistedAsync(delivered.FromAsync(from, cancellationToken), digests, from, until, found)
                    .ConfigureAwait(false);
                return (found, null);
            }
            var known = reach == Reach.Broken ? Later(digests[^1].Period.Start, from) : from;
            await AddUnlistedAsync(delivered.OfDayAsync(day, cancellationToken), digests, known, until, found)
                .ConfigureAwait(false);
            if (reach == Reach.Broken)
                return (found, problem);
            digests.RemoveRange(0, digests.Count - 1);
        }
        return (found, null);
    }

    /// <summary>Adds the digests that cover the time since <paramref name="from"/>, newest first.</summary>
    private async Task<(Reach Reach, BuildException? Problem)> ReadBackToAsync(
        DateTimeOffset from,
        List<KnownDigest> digests,
        KeyRing keys,
        CancellationToken cancellationToken
    )
    {
        try
        {
            while (digests[^1].Period.Start > from)
            {
                if (
                    await main.BeforeAsync(digests[^1], keys, cancellationToken).ConfigureAwait(false) is not { } before
                )
                    return (Reach.Beginning, null);
                digests.Add(before);
            }
            return (Reach.Complete, null);
        }
        catch (BuildException e)
        {
            return (Reach.Broken, e);
        }
    }

    private static async Task AddUnlistedAsync(
        IAsyncEnumerable<DeliveredLogFile> logFiles,
        List<KnownDigest> digests,
        DateTimeOffset from,
        DateTimeOffset until,
        List<DeliveredLogFile> found
    )
    {
        await foreach (var logFile in logFiles.ConfigureAwait(false))
        {
            if (logFile.At >= until || found.Count == MaxLogFiles)
                return;
            if (logFile.At < from)
                continue;
            var name = KnownDigest.HashOf(logFile.Location);
            if (!digests.Exists(digest => digest.Lists(name)))
                found.Add(logFile);
        }
    }

    private async Task RemoveListedByBackfillAsync(
        List<DeliveredLogFile> found,
        KeyRing keys,
        CancellationToken cancellationToken
    )
    {
        var first = found.Min(logFile => logFile.At);
        for (
            var digest = await backfill.ReadHeadAsync(keys, cancellationToken).ConfigureAwait(false);
            digest?.Period.End > first;
            digest = await backfill.BeforeAsync(digest, keys, cancellationToken).ConfigureAwait(false)
        )
            found.RemoveAll(logFile => digest.Lists(KnownDigest.HashOf(logFile.Location)));
    }

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>How far back the digests were read.</summary>
    private enum Reach
    {
        Complete,
        Beginning,
        Broken,
    }
}
