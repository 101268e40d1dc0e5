using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Maps each <c>AWSLogs</c> folder to a bucket and prefix. Its digests decide if its path matches them: if it is in a
/// directory with the name of their bucket, or in the searched root. Otherwise its path decides, as
/// DIR/BUCKET/[prefix/]AWSLogs.
/// </summary>
/// <param name="root">The searched directory, with slashes, and without one at the end.</param>
internal sealed class LayoutPlaces(string root)
{
    private readonly List<(string Path, TrailLocation? Claimed, string? BucketFolder)> _found = [];
    private readonly Dictionary<string, string> _buckets = new(StringComparer.Ordinal);

    /// <param name="parent">
    /// The directory that contains the <c>AWSLogs</c> folder, relative to the root; empty or ending in a slash.
    /// </param>
    /// <param name="claimed">The bucket and prefix that its digests name; <c>null</c> if no digest is readable.</param>
    public void Add(string parent, TrailLocation? claimed)
    {
        var path = parent.TrimEnd('/');
        var bucketFolder = claimed is null ? null : FindBucketFolder(Full(path), claimed);
        if (bucketFolder is not null)
            _buckets.TryAdd(bucketFolder, claimed!.Bucket);
        _found.Add((path, claimed, bucketFolder));
    }

    public IReadOnlyList<LocalCopy> ToCopies()
    {
        // An AWSLogs folder directly in the root makes the root a bucket, whatever the digests name.
        if (_found.Exists(one => one is { Path: "", BucketFolder: null }))
            _buckets.TryAdd(root, root[(root.LastIndexOf('/') + 1)..]);
        return [.. _found.Select(ToCopy)];
    }

    /// <summary>Returns the object location of a file or directory. Call it after <see cref="ToCopies"/>.</summary>
    /// <param name="path">The path relative to the root, with slashes.</param>
    public ObjectLocation LocationOf(string path)
    {
        var full = Full(path);
        var bucketFolder = BucketFolderOf(full);
        return new ObjectLocation(
            BucketOf(bucketFolder),
            full.Length == bucketFolder.Length ? "" : full[(bucketFolder.Length + 1)..]
        );
    }

    private string Full(string path) => path.Length == 0 ? root : $"{root}/{path}";

    /// <summary>
    /// Returns the directory of the claimed bucket if the path ends in the claimed bucket and prefix.
    /// </summary>
    private string? FindBucketFolder(string folder, TrailLocation claimed)
    {
        var prefix = claimed.Prefix.Length == 0 ? "" : "/" + claimed.Prefix[..^1];
        if (!folder.EndsWith(prefix, StringComparison.Ordinal))
            return null;
        var bucketFolder = folder[..^prefix.Length];
        // It is above the root if the caller passed a directory below a prefix.
        return
            bucketFolder.EndsWith("/" + claimed.Bucket, StringComparison.Ordinal) || bucketFolder.Length <= root.Length
            ? bucketFolder
            : null;
    }

    private LocalCopy ToCopy((string Path, TrailLocation? Claimed, string? BucketFolder) found)
    {
        var folder = Full(found.Path);
        if (found.BucketFolder is { } claimedFolder)
            return new LocalCopy(
                found.Path,
                ToPath(folder),
                ToPath(claimedFolder),
                found.Claimed!,
                found.Claimed,
                isWhereClaimed: true
            );
        var bucketFolder = BucketFolderOf(folder);
        var prefix = folder.Length == bucketFolder.Length ? "" : folder[(bucketFolder.Length + 1)..] + "/";
        return new LocalCopy(
            found.Path,
            ToPath(folder),
            ToPath(bucketFolder),
            new TrailLocation(BucketOf(bucketFolder), prefix),
            found.Claimed,
            isWhereClaimed: false
        );
    }

    /// <summary>
    /// Returns the innermost bucket directory that contains a path. If there is none, the first directory below the
    /// root is the bucket.
    /// </summary>
    private string BucketFolderOf(string full)
    {
        for (var end = full.Length; end >= 0; end = end == 0 ? -1 : full.LastIndexOf('/', end - 1))
        {
            if (_buckets.ContainsKey(full[..end]))
                return full[..end];
        }
        var slash = full.Length > root.Length ? full.IndexOf('/', root.Length + 1) : -1;
        return slash < 0 ? full : full[..slash];
    }

    private string BucketOf(string bucketFolder) =>
        _buckets.GetValueOrDefault(bucketFolder) ?? bucketFolder[(bucketFolder.LastIndexOf('/') + 1)..];

    private static string ToPath(string folder) => folder.Length == 0 ? "/" : folder;
}
