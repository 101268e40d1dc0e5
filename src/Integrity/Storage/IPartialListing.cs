namespace Integrity.Storage;

/// <summary>
/// A store that can list the readable part of a folder and name what it could not read, where <see
/// cref="IObjectReader"/> would fail at the first such entry. Implementations are safe for use by several tasks at
/// once.
/// </summary>
public interface IPartialListing
{
    /// <summary>
    /// Lists like <see cref="IObjectReader.ListAsync"/>. Each folder that cannot be listed, and each link, is an entry
    /// with a problem, whether or not it could hold keys after <paramref name="startAfter"/>.
    /// </summary>
    /// <exception cref="StoreException">The folder in which the prefix ends cannot be listed.</exception>
    IAsyncEnumerable<ListedEntry> ListEntriesAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Lists like <see cref="IObjectReader.ListFoldersAsync"/>. Whatever could be a folder and cannot be listed is an
    /// entry with a problem; names have no slash at the end.
    /// </summary>
    /// <exception cref="StoreException">The folder itself cannot be listed.</exception>
    IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken
    );
}
