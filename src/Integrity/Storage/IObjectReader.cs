using Integrity.Digests;

namespace Integrity.Storage;

/// <summary>
/// All that a verification may do with a store: it can change nothing. Implementations are safe for use by several tasks at once.
/// </summary>
public interface IObjectReader
{
    /// <summary>Opens an object; <c>null</c> when it does not exist.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken);

    /// <summary>The keys that begin with <paramref name="prefix"/> and come after <paramref name="startAfter"/>, in ordinal order of their UTF-8 bytes.</summary>
    /// <param name="bucket">The bucket. One that does not exist has no keys, or the store says that it could not answer.</param>
    /// <param name="prefix">The beginning of the keys; empty for all.</param>
    /// <param name="startAfter">Only later keys are listed; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StoreException">The store could not answer.</exception>
    IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken
    );

    /// <summary>The names of the folders directly below <paramref name="prefix"/> (which ends in a slash, or is empty), without slashes, in ordinal order.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    IAsyncEnumerable<string> ListFoldersAsync(string bucket, string prefix, CancellationToken cancellationToken);
}
