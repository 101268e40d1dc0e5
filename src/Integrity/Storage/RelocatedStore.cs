using System.Runtime.CompilerServices;
using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>
/// Presents a relocated copy under its original locations. Listings return original object paths, and reads of original
/// locations read the copy. Everything else passes through unchanged. Verification therefore checks all signed
/// locations as usual.
/// </summary>
public sealed class RelocatedStore : IObjectReader, IPartialListing
{
    private readonly IObjectReader _store;
    private readonly Relocation _relocation;

    private readonly bool _copyCanLackMetadata;

    private RelocatedStore(IObjectReader store, Relocation relocation, bool copyCanLackMetadata) =>
        (_store, _relocation, _copyCanLackMetadata) = (store, relocation, copyCanLackMetadata);

    /// <summary>Wraps a store. The result implements <see cref="IStampedListing"/> if the store does.</summary>
    /// <param name="store">The store that contains the copy.</param>
    /// <param name="relocation">The original location and the location of the copy.</param>
    /// <param name="copyCanLackMetadata">
    /// Whether missing signatures in the copy's metadata count as unknown metadata. Set this for stores that always
    /// return metadata, such as S3: many tools copy objects without their metadata.
    /// </param>
    public static IObjectReader Over(IObjectReader store, Relocation relocation, bool copyCanLackMetadata = false)
    {
        var view = new RelocatedStore(store, relocation, copyCanLackMetadata);
        return store is IStampedListing stamps ? new WithStamps(view, stamps) : view;
    }

    /// <inheritdoc/>
    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        CancellationToken cancellationToken = default
    )
    {
        var stored = await _store.OpenAsync(_relocation.ToCopy(location), cancellationToken).ConfigureAwait(false);
        return stored is not null && _copyCanLackMetadata && _relocation.IsRelocated(location.Bucket, location.Path)
            ? new CopiedObject(stored)
            : stored;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) => ListAsync(_store.ListAsync, path => path, (_, path) => path, bucket, prefix, startAfter, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedEntry> ListEntriesAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) =>
        ListAsync(
            _store.ListPartAsync,
            entry => entry.Path,
            (entry, path) => entry with { Path = path },
            bucket,
            prefix,
            startAfter,
            cancellationToken
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) =>
        FolderLeadingToOriginal(bucket, prefix) is { } folder
            ? new[] { folder }.ToAsyncEnumerable()
            : _store.ListFoldersAsync(
                LocationToList(bucket, prefix).Bucket,
                LocationToList(bucket, prefix).Path,
                cancellationToken
            );

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) =>
        FolderLeadingToOriginal(bucket, prefix) is { } folder
            ? new[] { new ListedEntry(folder) }.ToAsyncEnumerable()
            : _store.ListFolderPartAsync(
                LocationToList(bucket, prefix).Bucket,
                LocationToList(bucket, prefix).Path,
                cancellationToken
            );

    private async IAsyncEnumerable<T> ListAsync<T>(
        Func<string, string, string?, CancellationToken, IAsyncEnumerable<T>> list,
        Func<T, string> pathOf,
        Func<T, string, T> withPath,
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!IsListedFromCopy(bucket, prefix))
        {
            await foreach (var listed in list(bucket, prefix, startAfter, cancellationToken).ConfigureAwait(false))
                yield return listed;
            yield break;
        }
        if (startAfter is not null && !_relocation.IsRelocated(bucket, startAfter))
        {
            // All original paths share a prefix, so they all sort before this path or all after it.
            if (ObjectPathOrder.Instance.Compare(startAfter, _relocation.Original.Prefix) > 0)
                yield break;
            startAfter = null;
        }
        var after = startAfter is null ? "" : _relocation.ToCopy(startAfter);
        var copied = ToCopied(prefix);
        await foreach (
            var listed in list(_relocation.Copy.Bucket, copied, after.Length == 0 ? null : after, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (pathOf(listed).StartsWith(copied, StringComparison.Ordinal))
                yield return withPath(listed, _relocation.ToOriginal(pathOf(listed)));
        }
    }

    /// <summary>Returns whether objects with this prefix are listed from the copy.</summary>
    private bool IsListedFromCopy(string bucket, string prefix) =>
        _relocation.IsRelocated(bucket, prefix)
        || (
            bucket == _relocation.Original.Bucket
            && _relocation.Original.Prefix.StartsWith(prefix, StringComparison.Ordinal)
        );

    private string ToCopied(string prefix) =>
        _relocation.IsRelocated(_relocation.Original.Bucket, prefix)
            ? _relocation.ToCopy(prefix)
            : _relocation.Copy.Prefix;

    /// <summary>
    /// Returns the location whose folders to list if <see cref="FolderLeadingToOriginal"/> returns <c>null</c>.
    /// </summary>
    private ObjectLocation LocationToList(string bucket, string prefix) =>
        _relocation.IsRelocated(bucket, prefix)
            ? new ObjectLocation(_relocation.Copy.Bucket, _relocation.ToCopy(prefix))
            : new ObjectLocation(bucket, prefix);

    /// <summary>
    /// Returns the folder directly below the prefix that leads to the original location; <c>null</c> if none does.
    /// </summary>
    private string? FolderLeadingToOriginal(string bucket, string prefix)
    {
        if (_relocation.IsRelocated(bucket, prefix) || !IsListedFromCopy(bucket, prefix))
            return null;
        var below = _relocation.Original.Prefix[prefix.Length..];
        return below[..below.IndexOf('/')];
    }

    /// <summary>
    /// A copied object. Missing metadata may have been lost while copying, so it is reported as unknown.
    /// </summary>
    private sealed class CopiedObject(StoredObject copy) : StoredObject
    {
        public override Stream Content => copy.Content;

        public override ObjectStamp Stamp => copy.Stamp;

        public override string? MetadataProblem => copy.MetadataProblem;

        public override async ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken = default
        ) =>
            await copy.ReadMetadataAsync(cancellationToken).ConfigureAwait(false) is { } metadata
            && metadata.ContainsKey("signature")
                ? metadata
                : null;

        public override async ValueTask DisposeAsync()
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The same wrapper for stores that implement <see cref="IStampedListing"/>.</summary>
    private sealed class WithStamps(RelocatedStore view, IStampedListing stamps)
        : IObjectReader,
            IStampedListing,
            IPartialListing
    {
        public ValueTask<StoredObject?> OpenAsync(
            ObjectLocation location,
            CancellationToken cancellationToken = default
        ) => view.OpenAsync(location, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken = default
        ) => view.ListAsync(bucket, prefix, startAfter, cancellationToken);

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        ) => view.ListFoldersAsync(bucket, prefix, cancellationToken);

        public IAsyncEnumerable<ListedEntry> ListEntriesAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken = default
        ) => view.ListEntriesAsync(bucket, prefix, startAfter, cancellationToken);

        public IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        ) => view.ListFolderEntriesAsync(bucket, prefix, cancellationToken);

        public IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        )
        {
            if (!view.IsListedFromCopy(bucket, prefix))
                return stamps.ListStampsAsync(bucket, prefix, cancellationToken);
            var copied = view.ToCopied(prefix);
            return stamps
                .ListStampsAsync(view._relocation.Copy.Bucket, copied, cancellationToken)
                .Where(listed => listed.Key.StartsWith(copied, StringComparison.Ordinal))
                .Select(listed => KeyValuePair.Create(view._relocation.ToOriginal(listed.Key), listed.Value));
        }
    }
}
