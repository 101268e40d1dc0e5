using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Reads and writes objects in a directory. A file is an object, and <c>PATH.meta.json</c> beside it contains its
/// metadata (see <see cref="StoredObject.ReadMetadataAsync"/>).
/// <code>
/// many buckets   DIR/BUCKET/PATH
/// one bucket     DIR/PATH
/// </code>
/// Nothing outside the directory is ever opened: unsafe object paths do not exist, and links are not followed. Nothing
/// is hidden either: links and unreadable directories are entries of the listing, with a problem.
/// </summary>
public sealed class LocalDirectoryStore : IObjectReader, IObjectWriter, IStampedListing, IPartialListing
{
    private const int MaxCleaned = 1000;

    private readonly LocalPaths _paths;
    private readonly Dictionary<string, (string Folder, LocalPaths Paths)>? _folders;
    private readonly LocalTree _tree;

    /// <summary>
    /// Directories already cleaned of temporary files. Once is enough, because listing large directories is slow.
    /// </summary>
    private readonly ConcurrentDictionary<string, bool> _cleaned = new(StringComparer.Ordinal);

    private LocalDirectoryStore(string root, string? bucket)
    {
        Root = Path.GetFullPath(root);
        Bucket = bucket;
        _paths = new LocalPaths(Root, bucket);
        _tree = new LocalTree(Root);
    }

    private LocalDirectoryStore(string root, IReadOnlyDictionary<string, string> folders)
        // No bucket can have this name, so all other buckets do not exist.
        : this(root, "\0")
    {
        Bucket = null;
        _folders = folders.ToDictionary(
            folder => folder.Key,
            folder => (folder.Value, new LocalPaths(Path.Combine(Root, folder.Value), folder.Key)),
            StringComparer.Ordinal
        );
    }

    /// <summary>The full path of the directory.</summary>
    public string Root { get; }

    /// <summary>
    /// The bucket, if the directory is the root of one; <c>null</c> if it contains one directory per bucket.
    /// </summary>
    public string? Bucket { get; }

    /// <summary>Opens a directory that contains one directory per bucket.</summary>
    public static LocalDirectoryStore OfBuckets(string folder) => new(folder, bucket: null);

    /// <summary>Opens a directory that is the root of one bucket.</summary>
    public static LocalDirectoryStore OfBucket(string folder, string bucket) => new(folder, bucket);

    /// <summary>Opens a directory that contains buckets at various paths.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="folders">
    /// The buckets and their directories, relative to the root; empty or ending in a slash.
    /// </param>
    internal static LocalDirectoryStore OfBucketFolders(string root, IReadOnlyDictionary<string, string> folders) =>
        new(root, folders);

    /// <inheritdoc/>
    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default)
    {
        var path = DirectoryOf(location.Bucket) + location.Path;
        var exists = DirectoryOf(location.Bucket) is not null && !IsMetadata(path);
        return ValueTask.FromResult<StoredObject?>(exists ? LocalObject.Open(_tree, path) : null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (
            var entry in ListEntriesAsync(bucket, prefix, startAfter, cancellationToken).ConfigureAwait(false)
        )
        {
            if (entry.IsUnreadableFolder)
                throw entry.Problem!;
            yield return entry.Path;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedEntry> ListEntriesAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (DirectoryOf(bucket) is not { } directory)
            yield break;
        foreach (var entry in LocalListing.Paths(_tree, directory, prefix, startAfter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A killed builder leaves a sidecar without its object, and the object may appear during the listing.
            var hasEnding = entry.Path.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal);
            if (hasEnding && entry.Problem is null && IsMetadata(directory + entry.Path))
                continue;
            yield return entry;
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var path in ListAsync(bucket, prefix, null, cancellationToken).ConfigureAwait(false))
        {
            if (_tree.Find(DirectoryOf(bucket) + path) is { Kind: LocalKind.File } file)
                yield return KeyValuePair.Create(path, file.Stamp);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (
            var entry in FoldersAsync(bucket, prefix, includeOthers: false, cancellationToken).ConfigureAwait(false)
        )
            yield return entry.Path;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedEntry> ListFolderEntriesAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) => FoldersAsync(bucket, prefix, includeOthers: true, cancellationToken);

    private async IAsyncEnumerable<ListedEntry> FoldersAsync(
        string bucket,
        string prefix,
        bool includeOthers,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (DirectoryOf(bucket) is not { } directory)
            yield break;
        foreach (var entry in LocalListing.Folders(_tree, directory + prefix, includeOthers))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(LocalWrite.WriteOnce(Root, ForWriting(location), content, metadata));

    /// <inheritdoc/>
    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(LocalWrite.WriteOnce(Root, ForWriting(location), content, metadata, cancellationToken));

    /// <summary>
    /// Returns the path of a bucket below the root, ending in a slash; empty if the root is the bucket, <c>null</c> if
    /// there is no such bucket.
    /// </summary>
    private string? DirectoryOf(string bucket)
    {
        if (_folders is not null)
            return _folders.TryGetValue(bucket, out var known) ? known.Folder : null;
        if (Bucket is not null)
            return bucket == Bucket ? "" : null;
        return LocalName.IsName(bucket) ? bucket + "/" : null;
    }

    /// <summary>Returns whether a file is metadata rather than an object.</summary>
    private bool IsMetadata(string path) =>
        path.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal)
        && IsFile(path)
        && (ReservedNames.IsSidecar(path, IsFile) || IsMetadataOfDigest(path));

    private bool IsFile(ReadOnlySpan<char> path) => _tree.Find(path.ToString()) is { Kind: LocalKind.File };

    private bool IsMetadataOfDigest(string path)
    {
        if (_tree.TryOpenFile(path, out var directory, out var file).Fault != LocalFault.None)
            return false;
        using (directory)
        {
            using (file)
            {
                using var content = file!.OpenContent(ownsFile: false);
                return DigestSidecar.Is(content, file.Status.Length);
            }
        }
    }

    private string ForWriting(ObjectLocation location)
    {
        var path =
            _folders?.TryGetValue(location.Bucket, out var known) == true
                ? known.Folder + known.Paths.ToFilePath(location)
                : _paths.ToFilePath(location);
        var folder = path[..(path.LastIndexOf('/') + 1)];
        if (_cleaned.Count >= MaxCleaned)
            _cleaned.Clear();
        if (_cleaned.TryAdd(folder, true))
            LocalWrite.DeleteLeftovers(Root, folder);
        return path;
    }
}
