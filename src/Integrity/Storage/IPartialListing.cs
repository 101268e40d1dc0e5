namespace Integrity.Storage;

/// <summary>
/// A store that lists what is readable and reports what is not, where <see cref="IObjectReader"/> fails at the first
/// unreadable entry. Implementations are safe for concurrent use.
/// </summary>
public interface IPartialListing
{
    /// <summary>
    /// Lists objects like <see cref="IObjectReader.ListAsync"/>. Each unreadable folder and each link is an entry with
    /// a problem, even if it would sort before <paramref name="startAfter"/>.
    /// </summary>
    /// <exception cref="StoreException">The folder of the prefix cannot be listed.</exception>
    IAsyncEnumerable<ListedEntry> ListEntriesAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Lists folders like <see cref="IObjectReader.ListFoldersAsync"/>. Anything that may be an unreadable folder is an
    /// entry with a problem. Names have no trailing slash.
    /// </summary>
    /// <exception cref="StoreException">The folder itself cannot be listed.</exception>
    IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    );
}
