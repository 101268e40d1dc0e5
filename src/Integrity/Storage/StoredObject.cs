namespace Integrity.Storage;

/// <summary>An object opened for reading. Content and metadata are untrusted.</summary>
public abstract class StoredObject : IAsyncDisposable
{
    /// <summary>
    /// The stored bytes, never decompressed in transit. Reads throw <see cref="StoreException"/> if the store fails.
    /// </summary>
    public abstract Stream Content { get; }

    /// <summary>
    /// Reads the user metadata, names in lower case. Returns <c>null</c> if it is unknown, such as for a copied file
    /// without its metadata. An empty dictionary means that the object has no metadata.
    /// </summary>
    /// <exception cref="StoreException">The request failed.</exception>
    public abstract ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Why stored metadata is unusable, in a sentence that names the file; <c>null</c> if it is usable or missing. Set
    /// by <see cref="ReadMetadataAsync"/>.
    /// </summary>
    public virtual string? MetadataProblem => null;

    /// <summary>What the store reports about the object besides its content.</summary>
    public virtual ObjectStamp Stamp => ObjectStamp.Unknown;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
