namespace Integrity.Digests;

/// <summary>
/// A copy of delivered objects in another bucket or prefix, for example from replication. Digests sign the original
/// locations, so only reads use the copy.
/// <code>s3://amzn-s3-demo-bucket/AWSLogs/…  is read as  s3://amzn-s3-demo-copy/2025/AWSLogs/…</code>
/// </summary>
/// <param name="Original">The original location.</param>
/// <param name="Copy">The location of the copy.</param>
public sealed record Relocation(TrailLocation Original, TrailLocation Copy)
{
    /// <summary>
    /// Returns the location of the copy of an object, or the original location of an object that was not copied.
    /// </summary>
    public ObjectLocation ToCopy(ObjectLocation original) =>
        IsRelocated(original.Bucket, original.Path) ? new ObjectLocation(Copy.Bucket, ToCopy(original.Path)) : original;

    /// <summary>Whether everything under an object path or prefix was copied.</summary>
    internal bool IsRelocated(string bucket, string path) =>
        bucket == Original.Bucket && path.StartsWith(Original.Prefix, StringComparison.Ordinal);

    internal string ToCopy(string originalPath) => Copy.Prefix + originalPath[Original.Prefix.Length..];

    internal string ToOriginal(string copiedPath) => Original.Prefix + copiedPath[Copy.Prefix.Length..];
}
