using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>An <c>AWSLogs</c> folder found below a directory.</summary>
public sealed record LocalCopy
{
    internal LocalCopy(
        string path,
        string folder,
        string bucketFolder,
        TrailLocation place,
        TrailLocation? claimed,
        bool isWhereClaimed
    ) =>
        (Path, Folder, BucketFolder, Place, Claimed, IsWhereClaimed) = (
            path,
            folder,
            bucketFolder,
            place,
            claimed,
            isWhereClaimed
        );

    /// <summary>
    /// The directory that contains the <c>AWSLogs</c> folder, relative to the searched directory; empty for that
    /// directory itself.
    /// </summary>
    internal string Path { get; }

    /// <summary>The full path of the directory that contains the <c>AWSLogs</c> folder.</summary>
    public string Folder { get; }

    /// <summary>The full path of the directory of the bucket.</summary>
    public string BucketFolder { get; }

    /// <summary>The bucket and prefix that the copy is read as.</summary>
    public TrailLocation Place { get; }

    /// <summary>
    /// The bucket and prefix that its digests name, unverified; <c>null</c> if no digest is readable.
    /// </summary>
    public TrailLocation? Claimed { get; }

    /// <summary>
    /// Whether its path matches its digests. If so, they decided <see cref="Place"/>, otherwise the path did.
    /// </summary>
    public bool IsWhereClaimed { get; }

    /// <summary>Whether the searched directory itself is the bucket.</summary>
    internal bool IsInRoot => BucketFolder.Length <= Folder.Length - (Path.Length == 0 ? 0 : Path.Length + 1);

    /// <summary>
    /// Returns whether its path allows it to be one of these buckets: it is in the root, or the path contains the name
    /// of one.
    /// </summary>
    internal bool CanBeOneOf(IReadOnlySet<string> buckets) => IsInRoot || Path.Split('/').Any(buckets.Contains);
}
