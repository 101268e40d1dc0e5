using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// Fetches digests before the walk asks for them, in the order of the listing, since a walk that waits for each answer before it asks for the next is slow on a store that
/// is far away. Nothing is believed earlier for it: only bytes are held, and only few.
/// </summary>
internal sealed class DigestReadAhead(IObjectReader reader, int depth) : IAsyncDisposable
{
    /// <summary>A larger object is fetched when it is its turn, so that a hostile one cannot fill the memory. Some 10,000 log files fit.</summary>
    private const int MaxBytes = 1 << 20;

    private readonly Queue<Fetch> _ahead = new();
    private IEnumerator<ListedDigest>? _upcoming;

    /// <summary>Sets which digests come next, newest first, in place of those that were set before. What is being fetched already is not fetched again.</summary>
    public void Follow(IEnumerable<ListedDigest> upcoming)
    {
        _upcoming?.Dispose();
        var oldest = _ahead.Count > 0 ? _ahead.Min(fetch => fetch.End) : DateTimeOffset.MaxValue;
        _upcoming = upcoming.Where(next => next.Path.End < oldest).GetEnumerator();
    }

    /// <summary>Opens a digest; <c>null</c> when it does not exist. Digests are asked for newest first.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        DigestPath digestPath,
        CancellationToken cancellationToken
    )
    {
        // what the chain has passed by is not on it
        while (
            _ahead.TryPeek(out var passed)
            && (passed.End > digestPath.End || (passed.End == digestPath.End && passed.Location != location))
        )
            await DropAsync(_ahead.Dequeue()).ConfigureAwait(false);
        var fetch = _ahead.TryPeek(out var next) && next.Location == location ? _ahead.Dequeue() : null;
        TopUp(location, digestPath, cancellationToken);
        if (fetch is null)
            return await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        var (exists, stored) = await fetch.Task.ConfigureAwait(false);
        return exists && stored is null
            ? await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false)
            : stored;
    }

    private void TopUp(ObjectLocation current, DigestPath digestPath, CancellationToken cancellationToken)
    {
        while (_upcoming is not null && _ahead.Count < depth && _upcoming.MoveNext())
        {
            var (location, upcoming) = _upcoming.Current;
            if (upcoming.End < digestPath.End && location != current)
                _ahead.Enqueue(new Fetch(location, upcoming.End, FetchAsync(location, cancellationToken)));
        }
    }

    /// <summary>Whether the object exists, and the object when it is small enough to be held.</summary>
    private async Task<(bool Exists, StoredObject? Stored)> FetchAsync(
        ObjectLocation location,
        CancellationToken cancellationToken
    )
    {
        var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return (false, null);
        await using var storedDisposal = stored.ConfigureAwait(false);
        var content = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await stored.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxBytes)
                return (true, null);
        }
        content.Position = 0;
        return (
            true,
            new HeldObject(
                content,
                await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false),
                stored.MetadataProblem
            )
        );
    }

    private static async Task DropAsync(Fetch fetch)
    {
        // nobody will ask for it: how it ended does not matter
        await ((Task)fetch.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_ahead.TryDequeue(out var fetch))
            await DropAsync(fetch).ConfigureAwait(false);
        _upcoming?.Dispose();
    }

    private sealed record Fetch(
        ObjectLocation Location,
        DateTimeOffset End,
        Task<(bool Exists, StoredObject? Stored)> Task
    );

    private sealed class HeldObject(
        Stream content,
        IReadOnlyDictionary<string, string>? metadata,
        string? metadataProblem
    ) : StoredObject
    {
        public override Stream Content => content;

        public override string? MetadataProblem => metadataProblem;

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken
        ) => new(metadata);
    }
}
