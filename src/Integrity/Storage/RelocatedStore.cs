using System.Runtime.CompilerServices;
using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>
/// A store that shows a relocated copy under the names of its originals: listings tell original keys, and what is asked for by its original name is read from the copy. What was delivered elsewhere
/// is passed on unchanged. So whoever reads knows nothing of the copy, and checks every name that a digest signs as ever.
/// </summary>
public sealed class RelocatedStore : IObjectReader, IPartialListing
{
    private readonly IObjectReader _store;
    private readonly Relocation _relocation;

    private readonly bool _copyCanLackMetadata;

    private RelocatedStore(IObjectReader store, Relocation relocation, bool copyCanLackMetadata) =>
        (_store, _relocation, _copyCanLackMetadata) = (store, relocation, copyCanLackMetadata);

    /// <summary>The view of a store. Its listings tell stamps (<see cref="IStampedListing"/>) when those of the store do.</summary>
    /// <param name="store">The store that holds the copy.</param>
    /// <param name="relocation">What is a copy of what.</param>
    /// <param name="copyCanLackMetadata">
    /// Whether the metadata of a copied object without a signature counts as not known. Right for a store that always states metadata, as S3 does:
    /// many tools copy objects without it.
    /// </param>
    public static IObjectReader Over(IObjectReader store, Relocation relocation, bool copyCanLackMetadata = false)
    {
        var view = new RelocatedStore(store, relocation, copyCanLackMetadata);
        return store is IStampedListing stamps ? new Stamped(view, stamps) : view;
    }

    /// <inheritdoc/>
    public async ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken)
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
        CancellationToken cancellationToken
    ) => ListAsync(_store.ListAsync, path => path, (_, path) => path, bucket, prefix, startAfter, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedEntry> ListEntriesAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken
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
        CancellationToken cancellationToken
    ) =>
        FolderTowards(bucket, prefix) is { } folder
            ? new[] { folder }.ToAsyncEnumerable()
            : _store.ListFoldersAsync(At(bucket, prefix).Bucket, At(bucket, prefix).Path, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken
    ) =>
        FolderTowards(bucket, prefix) is { } folder
            ? new[] { new ListedEntry(folder) }.ToAsyncEnumerable()
            : _store.ListFolderPartAsync(At(bucket, prefix).Bucket, At(bucket, prefix).Path, cancellationToken);

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
        if (!Reaches(bucket, prefix))
        {
            await foreach (var listed in list(bucket, prefix, startAfter, cancellationToken).ConfigureAwait(false))
                yield return listed;
            yield break;
        }
        if (startAfter is not null && !_relocation.IsRelocated(bucket, startAfter))
        {
            // all original keys begin alike, so they come before it together, or behind it
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

    /// <summary>Whether keys that begin like this are looked for in the copy: they lie in the original place, or it lies among them.</summary>
    private bool Reaches(string bucket, string prefix) =>
        _relocation.IsRelocated(bucket, prefix)
        || (
            bucket == _relocation.Original.Bucket
            && _relocation.Original.Prefix.StartsWith(prefix, StringComparison.Ordinal)
        );

    private string ToCopied(string prefix) =>
        _relocation.IsRelocated(_relocation.Original.Bucket, prefix)
            ? _relocation.ToCopy(prefix)
            : _relocation.Copy.Prefix;

    /// <summary>Where the folders below a prefix are listed, when <see cref="FolderTowards"/> leads to none.</summary>
    private ObjectLocation At(string bucket, string prefix) =>
        _relocation.IsRelocated(bucket, prefix)
            ? new ObjectLocation(_relocation.Copy.Bucket, _relocation.ToCopy(prefix))
            : new ObjectLocation(bucket, prefix);

    /// <summary>
    /// The one folder that leads from a prefix to the original place; <c>null</c> when it does not lie below the
    /// prefix.
    /// </summary>
    private string? FolderTowards(string bucket, string prefix)
    {
        if (_relocation.IsRelocated(bucket, prefix) || !Reaches(bucket, prefix))
            return null;
        var below = _relocation.Original.Prefix[prefix.Length..];
        return below[..below.IndexOf('/')];
    }

    /// <summary>A copied object. Metadata without a signature can have been lost when it was copied, so it says nothing of the original.</summary>
    private sealed class CopiedObject(StoredObject copy) : StoredObject
    {
        public override Stream Content => copy.Content;

        public override ObjectStamp Stamp => copy.Stamp;

        public override string? MetadataProblem => copy.MetadataProblem;

        public override async ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken
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

    /// <summary>The same view of a store whose listings tell stamps.</summary>
    private sealed class Stamped(RelocatedStore view, IStampedListing stamps)
        : IObjectReader,
            IStampedListing,
            IPartialListing
    {
        public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken) =>
            view.OpenAsync(location, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken
        ) => view.ListAsync(bucket, prefix, startAfter, cancellationToken);

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken
        ) => view.ListFoldersAsync(bucket, prefix, cancellationToken);

        public IAsyncEnumerable<ListedEntry> ListEntriesAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken
        ) => view.ListEntriesAsync(bucket, prefix, startAfter, cancellationToken);

        public IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken
        ) => view.ListFolderEntriesAsync(bucket, prefix, cancellationToken);

        public IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken
        )
        {
            if (!view.Reaches(bucket, prefix))
                return stamps.ListStampsAsync(bucket, prefix, cancellationToken);
            var copied = view.ToCopied(prefix);
            return stamps
                .ListStampsAsync(view._relocation.Copy.Bucket, copied, cancellationToken)
                .Where(listed => listed.Key.StartsWith(copied, StringComparison.Ordinal))
                .Select(listed => KeyValuePair.Create(view._relocation.ToOriginal(listed.Key), listed.Value));
        }
    }
}
