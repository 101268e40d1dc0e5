using System.Runtime.CompilerServices;

namespace Integrity.Storage;

/// <summary>Lists any store as one that can name what it could not read.</summary>
public static class PartialListing
{
    /// <summary>Lists keys. A store that cannot list a part lists all, or fails as ever.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public static IAsyncEnumerable<ListedEntry> ListPartAsync(
        this IObjectReader reader,
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken
    ) =>
        reader is IPartialListing partial
            ? partial.ListEntriesAsync(bucket, prefix, startAfter, cancellationToken)
            : AllAsync(reader.ListAsync(bucket, prefix, startAfter, cancellationToken), cancellationToken);

    /// <summary>Lists folders. A store that cannot list a part lists all, or fails as ever.</summary>
    /// <exception cref="StoreException">The store could not answer.</exception>
    public static IAsyncEnumerable<ListedEntry> ListFolderPartAsync(
        this IObjectReader reader,
        string bucket,
        string prefix,
        CancellationToken cancellationToken
    ) =>
        reader is IPartialListing partial
            ? partial.ListFolderEntriesAsync(bucket, prefix, cancellationToken)
            : AllAsync(reader.ListFoldersAsync(bucket, prefix, cancellationToken), cancellationToken);

    private static async IAsyncEnumerable<ListedEntry> AllAsync(
        IAsyncEnumerable<string> listing,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var path in listing.WithCancellation(cancellationToken))
            yield return new ListedEntry(path);
    }
}
