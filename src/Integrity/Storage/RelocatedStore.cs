using System.Runtime.CompilerServices;
using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>
/// A store that shows a relocated copy under the names of its originals: listings tell original keys, and what is asked for by its original name is read from the copy. What was delivered elsewhere
/// is passed on unchanged. So whoever reads knows nothing of the copy, and checks every name that a digest signs as ever.
/// </summary>
public sealed class RelocatedStore : IObjectReader
{
    private readonly IObjectReader _store;
    private readonly Relocation _relocation;

    private RelocatedStore(IObjectReader store, Relocation relocation) => (_store, _relocation) = (store, relocation);

    /// <summary>The view of a store. Its listings tell stamps (<see cref="IStampedListing"/>) when those of the store do.</summary>
    /// <param name="store">The store that holds the copy.</param>
    /// <param name="relocation">What is a copy of what.</param>
    public static IObjectReader Over(IObjectReader store, Relocation relocation)
    {
        var view = new RelocatedStore(store, relocation);
        return store is IStampedListing stamps ? new Stamped(view, stamps) : view;
    }

    /// <inheritdoc/>
    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken) => _store.OpenAsync(_relocation.ToCopy(location), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string bucket, string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Reaches(bucket, prefix))
        {
            await foreach (var key in _store.ListAsync(bucket, prefix, startAfter, cancellationToken)) yield return key;
            yield break;
        }
        if (startAfter is not null && !_relocation.IsRelocated(bucket, startAfter))
        {
            // all original keys begin alike, so they come before it together, or behind it
            if (KeyOrder.Instance.Compare(startAfter, _relocation.Original.Prefix) > 0) yield break;
            startAfter = null;
        }
        var after = startAfter is null ? "" : _relocation.ToCopy(startAfter);
        var copied = ToCopied(prefix);
        await foreach (var key in _store.ListAsync(_relocation.Copy.Bucket, copied, after.Length == 0 ? null : after, cancellationToken))
        {
            if (key.StartsWith(copied, StringComparison.Ordinal)) yield return _relocation.ToOriginal(key);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(string bucket, string prefix, CancellationToken cancellationToken)
    {
        if (_relocation.IsRelocated(bucket, prefix)) return _store.ListFoldersAsync(_relocation.Copy.Bucket, _relocation.ToCopy(prefix), cancellationToken);
        return Reaches(bucket, prefix) ? FolderTowards(prefix) : _store.ListFoldersAsync(bucket, prefix, cancellationToken);
    }

    /// <summary>Whether keys that begin like this are looked for in the copy: they lie in the original place, or it lies among them.</summary>
    private bool Reaches(string bucket, string prefix) => _relocation.IsRelocated(bucket, prefix) || (bucket == _relocation.Original.Bucket && _relocation.Original.Prefix.StartsWith(prefix, StringComparison.Ordinal));

    private string ToCopied(string prefix) => _relocation.IsRelocated(_relocation.Original.Bucket, prefix) ? _relocation.ToCopy(prefix) : _relocation.Copy.Prefix;

    /// <summary>The one folder that leads from <paramref name="prefix"/> to the original place.</summary>
    private IAsyncEnumerable<string> FolderTowards(string prefix)
    {
        var below = _relocation.Original.Prefix[prefix.Length..];
        return new[] { below[..below.IndexOf('/')] }.ToAsyncEnumerable();
    }

    /// <summary>The same view of a store whose listings tell stamps.</summary>
    private sealed class Stamped(RelocatedStore view, IStampedListing stamps) : IObjectReader, IStampedListing
    {
        public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken) => view.OpenAsync(location, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string bucket, string prefix, string? startAfter, CancellationToken cancellationToken) => view.ListAsync(bucket, prefix, startAfter, cancellationToken);

        public IAsyncEnumerable<string> ListFoldersAsync(string bucket, string prefix, CancellationToken cancellationToken) => view.ListFoldersAsync(bucket, prefix, cancellationToken);

        public IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(string bucket, string prefix, CancellationToken cancellationToken)
        {
            if (!view.Reaches(bucket, prefix)) return stamps.ListStampsAsync(bucket, prefix, cancellationToken);
            var copied = view.ToCopied(prefix);
            return stamps.ListStampsAsync(view._relocation.Copy.Bucket, copied, cancellationToken)
                .Where(listed => listed.Key.StartsWith(copied, StringComparison.Ordinal))
                .Select(listed => KeyValuePair.Create(view._relocation.ToOriginal(listed.Key), listed.Value));
        }
    }
}
