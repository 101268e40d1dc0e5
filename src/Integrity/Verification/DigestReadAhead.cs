using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>
/// Downloads digests in the order of the listing before the walk needs them. On a remote store, a walk that waits for
/// each digest before it requests the next one is slow. Holds only unverified bytes, of a few small objects.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="depth">Maximum number of digests to download ahead; 0 for none.</param>
/// <param name="memory">The memory to use, shared by all walks.</param>
internal sealed class DigestReadAhead(IObjectReader reader, int depth, ReadAheadMemory memory) : IAsyncDisposable
{
    /// <summary>
    /// Larger objects are downloaded when needed, so that a hostile one cannot fill the memory. A digest of about
    /// 10,000 log files fits.
    /// </summary>
    private const int MaxBytes = 1 << 20;

    private readonly Queue<Download> _downloads = new();
    private IEnumerator<ListedDigest>? _upcoming;

    /// <summary>
    /// Replaces the digests to download next, newest first. Does not repeat downloads that were started before.
    /// </summary>
    public void SetUpcoming(IEnumerable<ListedDigest> upcoming)
    {
        _upcoming?.Dispose();
        var oldest = _downloads.Count > 0 ? _downloads.Min(download => download.End) : DateTimeOffset.MaxValue;
        _upcoming = upcoming.Where(next => next.Path.End < oldest).GetEnumerator();
    }

    /// <summary>
    /// Opens a digest. Returns <c>null</c> if it does not exist. Call this for newer digests before older ones.
    /// </summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        DigestPath path,
        CancellationToken cancellationToken = default
    )
    {
        await DropPassedAsync(location, path).ConfigureAwait(false);
        var download = _downloads.TryPeek(out var next) && next.Location == location ? _downloads.Dequeue().Task : null;
        StartDownloads(location, path, cancellationToken);
        if (download is null)
            return await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        var (exists, stored) = await download.ConfigureAwait(false);
        return exists && stored is null
            ? await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false)
            : stored;
    }

    /// <summary>Drops downloads that the walk has passed: these digests are not part of the chain.</summary>
    private async Task DropPassedAsync(ObjectLocation location, DigestPath path)
    {
        while (
            _downloads.TryPeek(out var passed)
            && (passed.End > path.End || (passed.End == path.End && passed.Location != location))
        )
            await DropAsync(_downloads.Dequeue()).ConfigureAwait(false);
    }

    private void StartDownloads(ObjectLocation current, DigestPath path, CancellationToken cancellationToken)
    {
        while (_upcoming is not null && _downloads.Count < depth && memory.HasRoom && _upcoming.MoveNext())
        {
            var next = _upcoming.Current;
            if (next.Path.End < path.End && next.Location != current)
                _downloads.Enqueue(
                    new Download(next.Location, next.Path.End, DownloadAsync(next.Location, cancellationToken))
                );
        }
    }

    private async Task<Downloaded> DownloadAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return new Downloaded(Exists: false, null);
        await using var storedDisposal = stored.ConfigureAwait(false);
        var content = new HeldContent(memory);
        try
        {
            if (!await content.TryReadAsync(stored.Content, MaxBytes, cancellationToken).ConfigureAwait(false))
            {
                await content.DisposeAsync().ConfigureAwait(false);
                return new Downloaded(Exists: true, null);
            }
            var metadata = await stored.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
            return new Downloaded(Exists: true, new DownloadedObject(content, metadata, stored.MetadataProblem));
        }
        catch
        {
            await content.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task DropAsync(Download download)
    {
        // Nobody needs it, so its result does not matter.
        await ((Task)download.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (download.Task.IsCompletedSuccessfully && (await download.Task.ConfigureAwait(false)).Stored is { } stored)
            await stored.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_downloads.TryDequeue(out var download))
            await DropAsync(download).ConfigureAwait(false);
        _upcoming?.Dispose();
    }

    private sealed record Download(ObjectLocation Location, DateTimeOffset End, Task<Downloaded> Task);

    /// <summary>A downloaded object. <c>null</c> if it does not exist or is too large to hold.</summary>
    private sealed record Downloaded(bool Exists, StoredObject? Stored);

    /// <summary>A digest in memory. Returns its memory when it is disposed.</summary>
    private sealed class HeldContent(ReadAheadMemory memory) : MemoryStream
    {
        private const int BufferSize = 16 << 10;

        private long _taken;

        /// <summary>Reads a stream; returns <c>false</c> if it is too large, or if too little memory is left.</summary>
        public async Task<bool> TryReadAsync(Stream source, long maxBytes, CancellationToken cancellationToken)
        {
            var buffer = new byte[BufferSize];
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (Length + read > maxBytes || !memory.TryTake(read))
                    return false;
                _taken += read;
                Write(buffer, 0, read);
            }
            Position = 0;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            memory.Return(Interlocked.Exchange(ref _taken, 0));
            base.Dispose(disposing);
        }
    }

    private sealed class DownloadedObject(
        Stream content,
        IReadOnlyDictionary<string, string>? metadata,
        string? metadataProblem
    ) : StoredObject
    {
        public override Stream Content => content;

        public override string? MetadataProblem => metadataProblem;

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken = default
        ) => new(metadata);
    }
}
