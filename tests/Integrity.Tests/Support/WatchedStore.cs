using System.Collections.Concurrent;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>Records which objects are opened and runs a callback before each write.</summary>
internal sealed class WatchedStore(MemoryStore inner, Func<WatchedStore, Task>? beforeWrite = null)
    : IObjectReader,
        IObjectWriter
{
    private readonly ConcurrentDictionary<ObjectLocation, TaskCompletionSource> _opened = [];
    private int _atWork;

    /// <summary>Number of open operations that are in progress.</summary>
    public int AtWork => _atWork;

    /// <summary>Number of writes that have started.</summary>
    public int Writes { get; private set; }

    /// <summary>Completes when the object is opened.</summary>
    public Task IsOpened(ObjectLocation location) => _opened.GetOrAdd(location, _ => new()).Task;

    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _atWork);
        _opened.GetOrAdd(location, _ => new()).TrySetResult();
        await Task.Yield();
        var opened = await inner.OpenAsync(location, cancellationToken);
        Interlocked.Decrement(ref _atWork);
        return opened;
    }

    public IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) => inner.ListAsync(bucket, prefix, startAfter, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) => inner.ListFoldersAsync(bucket, prefix, cancellationToken);

    public async ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    )
    {
        Writes++;
        if (beforeWrite is not null)
            await beforeWrite(this);
        return await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
    }
}
