using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Gaps;

/// <summary>
/// Searches the log files next to a gap for events that turn a trail or its validation on or off. They explain why a
/// chain restarted.
/// </summary>
internal sealed class EdgeEvents(IObjectReader reader)
{
    /// <summary>Maximum number of log files to search on each side.</summary>
    private const int MaxLogFiles = 16;

    /// <summary>Maximum decompressed size of a log file to search, in bytes. Larger ones are skipped.</summary>
    private const long MaxBytes = 64 << 20;

    /// <summary>Returns the names of the events in log files whose hash matches; empty if there are none.</summary>
    /// <param name="newer">The verified digest after the gap.</param>
    /// <param name="older">The verified digest before the gap, or <c>null</c>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<IReadOnlyCollection<string>> FindAsync(
        Digest newer,
        Digest? older,
        CancellationToken cancellationToken
    )
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        // Names sort by time.
        var first = newer.LogFiles.OrderBy(entry => entry.Location.Path, StringComparer.Ordinal).Take(MaxLogFiles);
        var last =
            older?.LogFiles.OrderByDescending(entry => entry.Location.Path, StringComparer.Ordinal).Take(MaxLogFiles)
            ?? [];
        foreach (var entry in last.Concat(first))
            found.UnionWith(await FindInAsync(entry, cancellationToken).ConfigureAwait(false));
        return found;
    }

    private async Task<IReadOnlyCollection<string>> FindInAsync(LogFileEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await reader.OpenAsync(entry.Location, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return [];
            await using var storedDisposal = stored.ConfigureAwait(false);
            if (entry.HashAlgorithm != Algorithms.Sha256)
                return [];
            var scan = new EventScan();
            var status = await InflatedContent
                .ReadAsync(stored.Content, scan, MaxBytes, cancellationToken)
                .ConfigureAwait(false);
            var (hash, events) = scan.Finish();
            return status == InflatedStatus.Complete && hash == entry.Hash ? events : [];
        }
        catch (StoreException)
        {
            // The walk reports it. Only additional evidence is unavailable.
            return [];
        }
    }
}
