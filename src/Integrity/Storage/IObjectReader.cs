using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>
/// Read-only access to objects, all that a verification needs. Implementations are safe for concurrent use.
/// </summary>
public interface IObjectReader
{
    /// <summary>Opens an object. Returns <c>null</c> if it does not exist.</summary>
    /// <exception cref="StoreException">The request failed.</exception>
    ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the object paths that begin with <paramref name="prefix"/> and come after <paramref name="startAfter"/>,
    /// in the order of their UTF-8 bytes.
    /// </summary>
    /// <param name="bucket">The bucket. If it does not exist, the listing is empty or fails.</param>
    /// <param name="prefix">The prefix; empty for all objects.</param>
    /// <param name="startAfter">The path after which the listing starts; <c>null</c> for the first one.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="StoreException">The request failed.</exception>
    IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Lists the names of the folders directly below <paramref name="prefix"/>, without slashes, in ordinal order. The
    /// prefix is empty or ends in a slash.
    /// </summary>
    /// <exception cref="StoreException">The request failed.</exception>
    IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    );
}
