using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Gaps;

/// <summary>Looks into the log files beside a gap for events that switch a trail, or its validation, on or off: they are why a chain is started anew.</summary>
internal sealed class EdgeEvents(IObjectReader reader)
{
    /// <summary>How many log files are looked into, on each side.</summary>
    private const int MaxLogFiles = 16;

    /// <summary>How much of a log file is looked at; a larger one is passed over.</summary>
    private const long MaxBytes = 64 << 20;

    /// <summary>The names of the events in log files that verified digests list and whose hash is right; empty when there are none.</summary>
    /// <param name="newer">The verified digest behind the gap.</param>
    /// <param name="older">The verified digest before it; <c>null</c> when there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyCollection<string>> FindAsync(
        Digest newer,
        Digest? older,
        CancellationToken cancellationToken
    )
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        // names sort by time
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
            // the walk tells of it; here only a witness is out of reach
            return [];
        }
    }
}
