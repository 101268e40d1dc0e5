using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>Counts the digests that are opened.</summary>
internal sealed class CountingStore(MemoryStore inner) : IObjectReader, IObjectWriter
{
    public int OpenedDigests { get; private set; }

    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default)
    {
        if (DigestPath.TryParse(location.Path, out _))
            OpenedDigests++;
        return inner.OpenAsync(location, cancellationToken);
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

    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    ) => inner.WriteOnceAsync(location, content, metadata, cancellationToken);
}
