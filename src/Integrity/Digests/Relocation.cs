namespace Integrity.Digests;

/// <summary>
/// A copy of what was delivered that lies elsewhere, because it was replicated to another bucket or prefix. Digests sign where they and their log files were delivered, so all names stay the original ones:
/// only reading goes to the copy.
/// <code>s3://amzn-s3-demo-bucket/AWSLogs/…  is read as  s3://amzn-s3-demo-copy/2025/AWSLogs/…</code>
/// </summary>
/// <param name="Original">Where it was delivered.</param>
/// <param name="Copy">Where the copy lies.</param>
public sealed record Relocation(TrailLocation Original, TrailLocation Copy)
{
    /// <summary>Where the copy of an object lies. What was delivered elsewhere lies there still, as far as is known.</summary>
    public ObjectLocation ToCopy(ObjectLocation original) =>
        IsRelocated(original.Bucket, original.Path) ? new ObjectLocation(Copy.Bucket, ToCopy(original.Path)) : original;

    /// <summary>Whether a key, or a beginning of keys, lies wholly in what was copied.</summary>
    internal bool IsRelocated(string bucket, string path) =>
        bucket == Original.Bucket && path.StartsWith(Original.Prefix, StringComparison.Ordinal);

    internal string ToCopy(string originalPath) => Copy.Prefix + originalPath[Original.Prefix.Length..];

    internal string ToOriginal(string copiedPath) => Original.Prefix + copiedPath[Copy.Prefix.Length..];
}
