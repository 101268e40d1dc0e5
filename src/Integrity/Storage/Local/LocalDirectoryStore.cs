using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// A folder as a store. Files are objects, <c>KEY.meta.json</c> beside a file holds its metadata (see <see cref="StoredObject.ReadMetadataAsync"/>).
/// <code>
/// many buckets   DIR/BUCKET/KEY
/// one bucket     DIR/KEY
/// </code>
/// Nothing outside of the folder is ever opened: keys that would lead out of it do not exist, and links are not followed.
/// </summary>
public sealed class LocalDirectoryStore : IObjectReader, IObjectWriter, IStampedListing
{
    private const int MostTidied = 1000;

    private readonly LocalPaths _paths;
    private readonly Dictionary<string, LocalPaths>? _pathsOfBuckets;

    /// <summary>Folders that were cleared of what killed writers left: once is enough, and to look costs time in folders of many files.</summary>
    private readonly ConcurrentDictionary<string, bool> _tidied = new(StringComparer.Ordinal);

    private LocalDirectoryStore(string root, string? bucket)
    {
        Root = Path.GetFullPath(root);
        Bucket = bucket;
        _paths = new LocalPaths(Root, bucket);
    }

    private LocalDirectoryStore(string root, IReadOnlyDictionary<string, string> folders)
        // no bucket has this name, so those that are not among the folders do not exist
        : this(root, "\0")
    {
        Bucket = null;
        _pathsOfBuckets = folders.ToDictionary(folder => folder.Key, folder => new LocalPaths(Path.Combine(Root, folder.Value), folder.Key), StringComparer.Ordinal);
    }

    /// <summary>The folder, as a full path.</summary>
    public string Root { get; }

    /// <summary>The only bucket, whose root the folder is; <c>null</c> when the folder holds one folder a bucket.</summary>
    public string? Bucket { get; }

    /// <summary>A folder that holds one folder a bucket.</summary>
    public static LocalDirectoryStore OfBuckets(string folder) => new(folder, bucket: null);

    /// <summary>A folder that is the root of one bucket.</summary>
    public static LocalDirectoryStore OfBucket(string folder, string bucket) => new(folder, bucket);

    /// <summary>A directory that holds buckets in various places.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="folders">The buckets and their directories: relative to the root, empty or ending in a slash.</param>
    internal static LocalDirectoryStore OfBucketFolders(string root, IReadOnlyDictionary<string, string> folders) => new(root, folders);

    /// <inheritdoc/>
    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var file = PathsOf(location.Bucket).Find(location);
        return ValueTask.FromResult<StoredObject?>(file is null ? null : LocalObject.Open(file));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string bucket, string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = PathsOf(bucket).FindBucket(bucket);
        if (root is null) yield break;
        var folderKey = prefix[..(prefix.LastIndexOf('/') + 1)];
        foreach (var key in LocalListing.Keys(root, folderKey, prefix, startAfter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return key;
        }
        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in ListAsync(bucket, prefix, null, cancellationToken))
        {
            if (PathsOf(bucket).Find(new ObjectLocation(bucket, key)) is { } file) yield return KeyValuePair.Create(key, ObjectStamp.Of(file));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = PathsOf(bucket).FindBucket(bucket);
        if (root is null) yield break;
        foreach (var name in LocalListing.Folders(root, prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        ValueTask.FromResult(LocalWrite.Once(ForWriting(location), content, metadata));

    /// <inheritdoc/>
    public ValueTask<bool> WriteOnceAsync(ObjectLocation location, Stream content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        ValueTask.FromResult(LocalWrite.Once(ForWriting(location), content, metadata, cancellationToken));

    private LocalPaths PathsOf(string bucket) => _pathsOfBuckets?.GetValueOrDefault(bucket) ?? _paths;

    private string ForWriting(ObjectLocation location)
    {
        var path = PathsOf(location.Bucket).ForWriting(location);
        var folder = Path.GetDirectoryName(path)!;
        if (_tidied.Count >= MostTidied) _tidied.Clear();
        if (_tidied.TryAdd(folder, true)) LocalWrite.Tidy(folder);
        return path;
    }
}
