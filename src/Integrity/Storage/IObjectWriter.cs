using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>All that a builder may do to a store besides reading: add objects. Nothing can be deleted or overwritten.</summary>
public interface IObjectWriter
{
    /// <summary>
    /// Writes an object and its metadata so that both become visible together, or not at all; <c>false</c> when the object exists (it is left as it is).
    /// </summary>
    /// <exception cref="StoreException">The store could not do it.</exception>
    ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Writes an object of any size and its metadata, as the other method does. This one reads it whole; stores that can write it in pieces do so.
    /// </summary>
    /// <param name="location">Where to.</param>
    /// <param name="content">All of it is written, from its beginning on. It must be able to seek, since a store may have to try again.</param>
    /// <param name="metadata">The metadata.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">The store could not do it.</exception>
    async ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    )
    {
        var whole = new byte[content.Length];
        content.Position = 0;
        await content.ReadExactlyAsync(whole, cancellationToken).ConfigureAwait(false);
        return await WriteOnceAsync(location, whole, metadata, cancellationToken).ConfigureAwait(false);
    }
}
