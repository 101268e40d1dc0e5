using System.Runtime.CompilerServices;

namespace Integrity.Storage;

/// <summary>Lists any store as an <see cref="IPartialListing"/>.</summary>
public static class PartialListing
{
    /// <summary>
    /// Lists objects. If the store does not implement <see cref="IPartialListing"/>, unreadable entries fail the
    /// listing.
    /// </summary>
    /// <exception cref="StoreException">The request failed.</exception>
    public static IAsyncEnumerable<ListedEntry> ListPartAsync(
        this IObjectReader reader,
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) =>
        reader is IPartialListing partial
            ? partial.ListEntriesAsync(bucket, prefix, startAfter, cancellationToken)
            : AllAsync(reader.ListAsync(bucket, prefix, startAfter, cancellationToken), cancellationToken);

    /// <summary>
    /// Lists folders. If the store does not implement <see cref="IPartialListing"/>, unreadable entries fail the
    /// listing.
    /// </summary>
    /// <exception cref="StoreException">The request failed.</exception>
    public static IAsyncEnumerable<ListedEntry> ListFolderPartAsync(
        this IObjectReader reader,
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
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
