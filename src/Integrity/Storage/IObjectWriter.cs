using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>Adds objects to a store. Nothing can be deleted or overwritten.</summary>
public interface IObjectWriter
{
    /// <summary>
    /// Writes an object and its metadata atomically. Returns <c>false</c> and changes nothing if the object exists.
    /// </summary>
    /// <exception cref="StoreException">The write failed.</exception>
    ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Writes an object of any size and its metadata atomically. The default implementation reads the content into
    /// memory; stores override it to write in parts.
    /// </summary>
    /// <param name="location">The object to write.</param>
    /// <param name="content">
    /// The content, written from its start. The stream must be seekable, because stores retry.
    /// </param>
    /// <param name="metadata">The user metadata.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="StoreException">The write failed.</exception>
    async ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    )
    {
        var whole = new byte[content.Length];
        content.Position = 0;
        await content.ReadExactlyAsync(whole, cancellationToken).ConfigureAwait(false);
        return await WriteOnceAsync(location, whole, metadata, cancellationToken).ConfigureAwait(false);
    }
}
