namespace Integrity.Storage;

/// <summary>An object that is open for reading. Its bytes and its metadata are as hostile as the store.</summary>
public abstract class StoredObject : IAsyncDisposable
{
    /// <summary>The bytes of the object as they are stored, never inflated by a transport. Its reads throw <see cref="StoreException"/> when the store fails.</summary>
    public abstract Stream Content { get; }

    /// <summary>
    /// The user metadata, names in lower case; <c>null</c> when the store does not know it (a plain copy of an object, without its metadata).
    /// An empty dictionary says that the object has none.
    /// </summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public abstract ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Why the metadata is not known although something was stored for it, in a sentence that names the file; <c>null</c> when there was nothing,
    /// or it was understood. Set by <see cref="ReadMetadataAsync"/>.
    /// </summary>
    public virtual string? MetadataProblem => null;

    /// <summary>What the store says of the object besides its bytes.</summary>
    public virtual ObjectStamp Stamp => ObjectStamp.Unknown;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
