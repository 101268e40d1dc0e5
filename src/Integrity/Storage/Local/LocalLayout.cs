using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// The layout of buckets in a directory, detected from its <c>AWSLogs</c> folders.
/// <code>
/// DIR/BUCKET/[prefix/]AWSLogs/…          one directory per bucket
/// DIR/…/BUCKET/[prefix/]AWSLogs/…        the same, at any depth
/// DIR/[prefix/]AWSLogs/…                 the root of one bucket; its digests name the bucket
/// DIR/[prefix/]AWSLogs                   the path of one copy
/// </code>
/// Digests name the bucket to which they were delivered. This is not trusted: a false name only makes the layout wrong,
/// and then every digest is reported as moved. If a bucket may be at several paths, none is chosen: see
/// <see cref="Ambiguous"/>.
/// </summary>
public sealed class LocalLayout
{
    private readonly string _root;
    private readonly bool _isOne;
    private readonly LayoutPlaces _places;
    private readonly LocalDirectoryStore? _store;

    private LocalLayout(
        string root,
        bool isOne,
        LayoutPlaces places,
        IReadOnlyList<LocalCopy> copies,
        IReadOnlyList<UnexaminedFolder> unexamined
    )
    {
        (_root, _isOne, _places, Copies, Unexamined) = (root, isOne, places, copies, unexamined);
        Ambiguous = LayoutConflicts.Among(copies);
        Places = [.. copies.Select(copy => copy.Place).Distinct()];
        _store = Ambiguous.Count > 0 ? null : StoreOf(root, isOne, copies);
    }

    /// <summary>The store that reads the directory.</summary>
    /// <exception cref="StoreException">A bucket may be at several paths (see <see cref="Ambiguous"/>).</exception>
    public LocalDirectoryStore Store =>
        _store
        ?? throw new StoreException(
            $"{_root} contains several copies of a bucket: "
                + string.Join(", ", Ambiguous.Take(5).Select(copy => copy.Folder)),
            "use one of them at a time"
        );

    /// <summary>
    /// The locations to which trails may have delivered, in ordinal order of the paths; empty if there is no
    /// <c>AWSLogs</c> folder.
    /// </summary>
    public IReadOnlyList<TrailLocation> Places { get; }

    /// <summary>All <c>AWSLogs</c> folders, in ordinal order.</summary>
    public IReadOnlyList<LocalCopy> Copies { get; }

    /// <summary>
    /// The copies that may belong to the same bucket; empty if the path of each bucket is unambiguous.
    /// </summary>
    public IReadOnlyList<LocalCopy> Ambiguous { get; }

    /// <summary>
    /// The directories that could not be searched. A verification must report them, because they may contain the
    /// bucket.
    /// </summary>
    public IReadOnlyList<UnexaminedFolder> Unexamined { get; }

    /// <summary>Detects the layout of a directory.</summary>
    /// <param name="folder">The directory, or an <c>AWSLogs</c> directory to read nothing else.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public static async Task<LocalLayout> FindAsync(string folder, CancellationToken cancellationToken = default)
    {
        // Without the trailing slash, the directory's name is not empty. It may have to serve as the bucket name.
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))
            .Replace(Path.DirectorySeparatorChar, '/')
            .TrimEnd('/');
        if (IsAwsLogs(root))
            return await FindAsync(root[..root.LastIndexOf('/')], isOne: true, [""], [], cancellationToken)
                .ConfigureAwait(false);
        var scan = LayoutScan.Of(root, cancellationToken);
        return await FindAsync(root, isOne: false, scan.Parents, scan.Unexamined, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task<LocalLayout> FindAsync(
        string root,
        bool isOne,
        IReadOnlyList<string> parents,
        IReadOnlyList<(string Folder, string Problem, string? Hint)> unexamined,
        CancellationToken cancellationToken
    )
    {
        var places = new LayoutPlaces(root);
        foreach (var parent in parents)
            places.Add(parent, await LayoutClaims.ReadAsync(root, parent, cancellationToken).ConfigureAwait(false));
        var copies = places.ToCopies();
        return new LocalLayout(
            root,
            isOne,
            places,
            copies,
            [.. unexamined.Select(one => new UnexaminedFolder(places.LocationOf(one.Folder), one.Problem, one.Hint))]
        );
    }

    /// <summary>Returns the layout of one bucket or prefix. Copies that may belong to it are included.</summary>
    /// <param name="bucket">The bucket; <c>null</c> for all.</param>
    /// <param name="prefix">The prefix, empty or ending in a slash; <c>null</c> for all.</param>
    public LocalLayout Narrow(string? bucket, string? prefix)
    {
        if (bucket is null && prefix is null)
            return this;
        bool IsMeant(LocalCopy copy) =>
            (bucket ?? copy.Place.Bucket) == copy.Place.Bucket && (prefix ?? copy.Place.Prefix) == copy.Place.Prefix;
        var names = Copies.Where(IsMeant).Select(copy => copy.Place.Bucket).ToHashSet(StringComparer.Ordinal);
        // Another prefix in the same bucket directory is not a conflict.
        var folders = Copies.Where(IsMeant).Select(copy => copy.BucketFolder).ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0)
            return new LocalLayout(_root, _isOne, _places, [], Unexamined);
        return new LocalLayout(
            _root,
            _isOne,
            _places,
            [
                .. Copies.Where(copy =>
                    IsMeant(copy) || (!folders.Contains(copy.BucketFolder) && copy.CanBeOneOf(names))
                ),
            ],
            Unexamined
        );
    }

    /// <summary>Returns the object location of a file.</summary>
    /// <param name="path">The path relative to the searched directory, with slashes.</param>
    internal ObjectLocation LocationOf(string path) => _places.LocationOf(_isOne ? FolderPath.Root + path : path);

    /// <summary>Returns whether a directory is a real <c>AWSLogs</c> folder, not just one of that name.</summary>
    private static bool IsAwsLogs(string root) =>
        root.EndsWith("/AWSLogs", StringComparison.Ordinal)
        && LocalListing
            .Folders(root, "")
            .Any(name => FolderPath.IsAccountId(name) || FolderPath.IsOrganizationId(name));

    private static string RelativeTo(string root, string folder) =>
        folder.Length > root.Length ? folder[(root.Length + 1)..] + "/" : "";

    private static LocalDirectoryStore StoreOf(string root, bool isOne, IReadOnlyList<LocalCopy> copies)
    {
        var folders = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var copy in copies)
            folders[copy.Place.Bucket] = copy.BucketFolder;
        if (folders.Count == 0)
            return LocalDirectoryStore.OfBuckets(root.Length == 0 ? "/" : root);
        var parents = folders
            .Select(folder => Path.GetFileName(folder.Value) == folder.Key ? Path.GetDirectoryName(folder.Value) : null)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        // With a single AWSLogs folder in its bucket's directory, the buckets beside it may be earlier ones of the
        // trail.
        if (folders.Count == 1 && (parents[0] is null || (folders.Values.Single() == root && !isOne)))
            return LocalDirectoryStore.OfBucket(folders.Values.Single(), folders.Keys.Single());
        if (parents is [{ } parent])
            return LocalDirectoryStore.OfBuckets(parent);
        return LocalDirectoryStore.OfBucketFolders(
            root.Length == 0 ? "/" : root,
            folders.ToDictionary(folder => folder.Key, folder => RelativeTo(root, folder.Value), StringComparer.Ordinal)
        );
    }
}
