using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// How a directory holds buckets, found by searching it for <c>AWSLogs</c> folders.
/// <code>
/// DIR/BUCKET/[prefix/]AWSLogs/…          one directory per bucket
/// DIR/…/BUCKET/[prefix/]AWSLogs/…        the same, further up
/// DIR/[prefix/]AWSLogs/…                 the root of one bucket; its digests name the bucket
/// DIR/[prefix/]AWSLogs                   one of several copies
/// </code>
/// Digests name the bucket to which they were delivered. They are asked, not believed: a lie makes the layout wrong,
/// and then every digest is found to have been moved.
/// When a bucket can lie in several places, none of them is chosen: see <see cref="Ambiguous"/>.
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

    /// <summary>The directory as a store.</summary>
    /// <exception cref="StoreException">A bucket can lie in several places (see <see cref="Ambiguous"/>).</exception>
    public LocalDirectoryStore Store =>
        _store
        ?? throw new StoreException(
            $"{_root} holds several copies of a bucket: {string.Join(", ", Ambiguous.Take(5).Select(copy => copy.Folder))}",
            "read one of them at a time"
        );

    /// <summary>
    /// Where trails can have delivered to, in ordinal order of the folders; empty when there is no <c>AWSLogs</c>
    /// folder.
    /// </summary>
    public IReadOnlyList<TrailLocation> Places { get; }

    /// <summary>Every <c>AWSLogs</c> folder that was found, in ordinal order.</summary>
    public IReadOnlyList<LocalCopy> Copies { get; }

    /// <summary>
    /// The copies of which more than one can be the same bucket; empty when it is clear where each bucket lies.
    /// </summary>
    public IReadOnlyList<LocalCopy> Ambiguous { get; }

    /// <summary>
    /// The directories that could not be searched: a verification must report them, since the bucket in question can
    /// lie there.
    /// </summary>
    public IReadOnlyList<UnexaminedFolder> Unexamined { get; }

    /// <summary>Searches a directory.</summary>
    /// <param name="folder">
    /// The directory, or one <c>AWSLogs</c> directory: then nothing beside it is looked at.
    /// </param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public static async Task<LocalLayout> FindAsync(string folder, CancellationToken cancellationToken = default)
    {
        // a slash at the end would leave the name of the directory, which can have to serve as that of the bucket,
        // empty
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

    /// <summary>
    /// The part of the layout that a caller means. A copy that can be the one that is meant stays too.
    /// </summary>
    /// <param name="bucket">The bucket; <c>null</c> for all.</param>
    /// <param name="prefix">The prefix, empty or ending in a slash; <c>null</c> for all.</param>
    public LocalLayout Narrow(string? bucket, string? prefix)
    {
        if (bucket is null && prefix is null)
            return this;
        bool IsMeant(LocalCopy copy) =>
            (bucket ?? copy.Place.Bucket) == copy.Place.Bucket && (prefix ?? copy.Place.Prefix) == copy.Place.Prefix;
        var names = Copies.Where(IsMeant).Select(copy => copy.Place.Bucket).ToHashSet(StringComparer.Ordinal);
        // another prefix in the directory of the same bucket is not in question
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

    /// <summary>Where a file lies, as bucket and key.</summary>
    /// <param name="path">Its path relative to the directory that was searched, with slashes.</param>
    internal ObjectLocation LocationOf(string path) => _places.LocationOf(_isOne ? FolderPath.Root + path : path);

    /// <summary>Whether a directory is an <c>AWSLogs</c> folder itself, and not one that only has that name.</summary>
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
        // of one AWSLogs folder in the directory of its bucket, the buckets beside it can be the earlier ones of the
        // trail
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
