using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Proofs;

/// <summary>
/// Searches the log files of a digest for an event. It searches only files whose hash matches, and counts the others.
/// </summary>
internal sealed class EventSearch(IObjectReader reader, int concurrency)
{
    /// <summary>Each search keeps a whole log file in memory.</summary>
    private const int MaxAtOnce = 8;

    private int _notSearched;

    public int NotSearched => _notSearched;

    /// <summary>Returns the first log file with the event, or <c>null</c>.</summary>
    public async Task<LogFileMatch?> FindAsync(
        IEnumerable<LogFileEntry> candidates,
        string eventId,
        CancellationToken cancellationToken
    )
    {
        var entries = candidates.ToList();
        var found = new LogFileMatch?[entries.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(concurrency, MaxAtOnce),
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForAsync(
                0,
                entries.Count,
                options,
                async (i, token) => found[i] = await SearchAsync(entries[i], eventId, token).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return Array.Find(found, one => one is not null);
    }

    private async Task<LogFileMatch?> SearchAsync(
        LogFileEntry entry,
        string eventId,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var content = new ContentBuffer();
            if (
                !await ReadAsync(entry, content, cancellationToken).ConfigureAwait(false)
                || Sha256Hash.Of(content.Content) != entry.Hash
            )
                return Skip();
            return EventRecords.Find(content.Content, eventId) is { } position
                ? new LogFileMatch(
                    entry,
                    new ProvedEvent(
                        eventId,
                        position.Index,
                        content.Content.Slice(position.Start, position.Length).ToArray()
                    )
                )
                : null;
        }
        catch (Exception e) when (e is StoreException or FormatException)
        {
            return Skip();
        }
    }

    private async Task<bool> ReadAsync(LogFileEntry entry, ContentBuffer content, CancellationToken cancellationToken)
    {
        var stored = await reader.OpenAsync(entry.Location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return false;
        await using var storedDisposal = stored.ConfigureAwait(false);
        var status = await InflatedContent
            .ReadAsync(stored.Content, content, Proof.MaxSearchedBytes, cancellationToken)
            .ConfigureAwait(false);
        return status == InflatedStatus.Complete;
    }

    private LogFileMatch? Skip()
    {
        Interlocked.Increment(ref _notSearched);
        return null;
    }
}
