using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Proofs;

/// <summary>Looks for an event in the log files of a digest. Only what has the hash that the digest tells is searched; of the rest it is counted how much there is.</summary>
internal sealed class EventSearch(IObjectReader reader, int concurrency)
{
    /// <summary>Each search holds a whole log file in memory.</summary>
    private const int MaxAtOnce = 8;

    private int _notSearched;

    public int NotSearched => _notSearched;

    /// <summary>The first log file, in the order given, that holds the event; <c>null</c> when none does.</summary>
    public async Task<Found?> FindAsync(
        IEnumerable<LogFileEntry> candidates,
        string eventId,
        CancellationToken cancellationToken
    )
    {
        var entries = candidates.ToList();
        var found = new Found?[entries.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(concurrency, MaxAtOnce),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0,
            entries.Count,
            options,
            async (i, token) => found[i] = await SearchAsync(entries[i], eventId, token)
        );
        return Array.Find(found, one => one is not null);
    }

    private async Task<Found?> SearchAsync(LogFileEntry entry, string eventId, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ContentBuffer();
            if (!await ReadAsync(entry, content, cancellationToken) || Sha256Hash.Of(content.Content) != entry.Hash)
                return NothingOf();
            return EventRecords.Find(content.Content, eventId) is { } place
                ? new Found(
                    entry,
                    new ProvedEvent(eventId, place.Index, content.Content.Slice(place.Start, place.Length).ToArray())
                )
                : null;
        }
        catch (Exception e) when (e is StoreException or FormatException)
        {
            return NothingOf();
        }
    }

    private async Task<bool> ReadAsync(LogFileEntry entry, ContentBuffer content, CancellationToken cancellationToken)
    {
        await using var stored = await reader.OpenAsync(entry.Location, cancellationToken);
        return stored is not null
            && await InflatedContent.ReadAsync(stored.Content, content, Proof.MaxSearchedBytes, cancellationToken)
                == InflatedStatus.Complete;
    }

    private Found? NothingOf()
    {
        Interlocked.Increment(ref _notSearched);
        return null;
    }
}
