using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>An <c>AWSLogs</c> folder that was found below a directory.</summary>
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
    /// The directory that holds the <c>AWSLogs</c> folder, relative to the one that was searched; empty for that one
    /// itself.
    /// </summary>
    internal string Path { get; }

    /// <summary>The directory that holds the <c>AWSLogs</c> folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The directory that stands for the bucket, as a full path.</summary>
    public string BucketFolder { get; }

    /// <summary>The bucket and prefix for which it is taken.</summary>
    public TrailLocation Place { get; }

    /// <summary>
    /// The bucket and prefix that its digests name. They are not verified. <c>null</c> when no digest could be read.
    /// </summary>
    public TrailLocation? Claimed { get; }

    /// <summary>
    /// Whether it lies where its digests say, so that they decided <see cref="Place"/>; otherwise its path did.
    /// </summary>
    public bool IsWhereClaimed { get; }

    /// <summary>Whether the directory that was searched is taken for its bucket.</summary>
    internal bool IsInRoot => BucketFolder.Length <= Folder.Length - (Path.Length == 0 ? 0 : Path.Length + 1);

    /// <summary>
    /// Whether it can be one of these buckets, whatever its digests say: no name is asked of the source itself, or one
    /// is on its path.
    /// </summary>
    internal bool CanBeOneOf(IReadOnlySet<string> buckets) => IsInRoot || Path.Split('/').Any(buckets.Contains);
}
