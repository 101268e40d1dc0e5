using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>
/// Simulates a builder that is killed at its n-th store operation. The operation either never reaches the store or
/// completes there without an answer.
/// </summary>
internal sealed class CrashingStore(MemoryStore inner, int atOperation, bool afterwards) : IObjectReader, IObjectWriter
{
    private int _operations;

    /// <summary>Whether the builder reached that operation.</summary>
    public bool HasCrashed => _operations > atOperation;

    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        CancellationToken cancellationToken = default
    )
    {
        var crash = NextCrashes();
        var opened = await inner.OpenAsync(location, cancellationToken);
        return crash ? throw new KilledException() : opened;
    }

    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var crash = NextCrashes();
        await foreach (var path in inner.ListAsync(bucket, prefix, startAfter, cancellationToken))
            yield return path;
        if (crash)
            throw new KilledException();
    }

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
        var crash = NextCrashes();
        var written = await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
        return crash ? throw new KilledException() : written;
    }

    /// <summary>
    /// Crashes now, or returns whether to crash once the store has answered. Later operations from other threads crash
    /// too.
    /// </summary>
    private bool NextCrashes()
    {
        var operation = Interlocked.Increment(ref _operations) - 1;
        if (operation < atOperation)
            return false;
        return operation == atOperation && afterwards ? true : throw new KilledException();
    }

    /// <summary>Stands for the end of the process. No code of the builder catches it.</summary>
    internal sealed class KilledException : Exception;
}
