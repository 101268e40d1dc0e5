using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Finds out by looking how a folder holds buckets, and where in it a trail can have delivered to.
/// <code>
/// DIR/BUCKET/[prefix/]AWSLogs/…     one folder a bucket
/// DIR/[prefix/]AWSLogs/…            the root of one bucket; its digests tell the name of the bucket
/// </code>
/// The digests that are asked are not verified. A lie in them only makes the layout wrong, and then every digest is found to have been moved.
/// </summary>
public sealed class LocalLayout
{
    private const int MaxDepth = 8;
    private const int MaxFolders = 20_000;
    private const int MaxProbes = 32;
    private static readonly DigestLimits ProbeLimits = new() { MaxInflatedBytes = 8 << 20 };

    private LocalLayout(LocalDirectoryStore store, IReadOnlyList<TrailLocation> places) => (Store, Places) = (store, places);

    /// <summary>The folder as a store.</summary>
    public LocalDirectoryStore Store { get; }

    /// <summary>Where <c>AWSLogs</c> folders lie, in ordinal order; empty when there is none.</summary>
    public IReadOnlyList<TrailLocation> Places { get; }

    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="StoreException">The folder cannot be listed.</exception>
    public static async Task<LocalLayout> FindAsync(string folder, CancellationToken cancellationToken)
    {
        // a slash at the end would leave the name of the folder, which can have to serve as that of the bucket, empty
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parents = FindParentsOfAwsLogs(root);
        var bucket = await FindOnlyBucketAsync(root, parents, cancellationToken);
        if (bucket is null && parents.Contains("", StringComparer.Ordinal)) bucket = Path.GetFileName(root);
        return bucket is not null
            ? new LocalLayout(LocalDirectoryStore.OfBucket(root, bucket), [.. parents.Select(parent => new TrailLocation(bucket, parent))])
            : new LocalLayout(LocalDirectoryStore.OfBuckets(root), [.. parents.Select(ToPlace)]);
    }

    /// <summary>The first segment is the bucket, the others are the prefix.</summary>
    private static TrailLocation ToPlace(string parent)
    {
        var slash = parent.IndexOf('/');
        return new TrailLocation(parent[..slash], parent[(slash + 1)..]);
    }

    /// <summary>The folders that hold an <c>AWSLogs</c> folder, relative to the root, each empty or ending in a slash.</summary>
    private static List<string> FindParentsOfAwsLogs(string root)
    {
        var found = new List<string>();
        var queue = new Queue<(string Folder, int Depth)>([("", 0)]);
        for (var looked = 0; queue.TryDequeue(out var at) && looked < MaxFolders; looked++)
        {
            var names = LocalListing.Folders(root, at.Folder).ToList();
            if (names.Contains("AWSLogs", StringComparer.Ordinal)) found.Add(at.Folder);
            if (at.Depth == MaxDepth) continue;
            foreach (var name in names.Where(name => name != "AWSLogs")) queue.Enqueue(($"{at.Folder}{name}/", at.Depth + 1));
        }
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>The bucket whose root the folder is, as its digests tell; <c>null</c> when they tell that the folder holds one folder a bucket, or nothing.</summary>
    private static async Task<string?> FindOnlyBucketAsync(string root, List<string> parents, CancellationToken cancellationToken)
    {
        var probes = 0;
        foreach (var key in parents.SelectMany(parent => LocalListing.Keys(root, parent + FolderPath.Root, parent + FolderPath.Root, null)))
        {
            if (!DigestPath.TryParse(key, out _)) continue;
            if (probes++ == MaxProbes) return null;
            if (await ReadClaimedLocationAsync(Path.Combine(root, key), cancellationToken) is not { } claimed) continue;
            if (claimed.Key == key) return claimed.Bucket;
            if ($"{claimed.Bucket}/{claimed.Key}" == key) return null;
        }
        return null;
    }

    private static async Task<ObjectLocation?> ReadClaimedLocationAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stored = LocalObject.Open(new FileInfo(path));
            using var content = new ContentBuffer();
            var status = await InflatedContent.ReadAsync(stored.Content, content, ProbeLimits.MaxInflatedBytes, cancellationToken);
            return status == InflatedStatus.Complete ? DigestJson.Parse(content.Content, ProbeLimits).Location : null;
        }
        catch (Exception e) when (e is StoreException or DigestFormatException)
        {
            // whatever is wrong with this digest, the verification finds it; here only another one is asked
            return null;
        }
    }
}
