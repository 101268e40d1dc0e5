using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Cli.Output;

/// <summary>Counts the bytes read from a store.</summary>
internal sealed class CountingReader(IObjectReader inner) : IObjectReader, IPartialListing
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        CancellationToken cancellationToken = default
    ) => await inner.OpenAsync(location, cancellationToken) is { } stored ? new CountedObject(stored, this) : null;

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

    public IAsyncEnumerable<ListedEntry> ListEntriesAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) => inner.ListPartAsync(bucket, prefix, startAfter, cancellationToken);

    public IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) => inner.ListFolderPartAsync(bucket, prefix, cancellationToken);

    private sealed class CountedObject(StoredObject inner, CountingReader reader) : StoredObject
    {
        public override Stream Content { get; } =
            new CountedStream(inner.Content, read => Interlocked.Add(ref reader._bytes, read));

        public override ObjectStamp Stamp => inner.Stamp;

        public override string? MetadataProblem => inner.MetadataProblem;

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken = default
        ) => inner.ReadMetadataAsync(cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
