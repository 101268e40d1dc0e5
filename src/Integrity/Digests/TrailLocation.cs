namespace Integrity.Digests;

/// <summary>The location to which a trail delivers.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">The part before <c>AWSLogs/</c>: empty, or ends with a slash.</param>
public sealed record TrailLocation(string Bucket, string Prefix)
{
    /// <summary>Returns <c>s3://bucket/prefix/</c>. The text is not escaped.</summary>
    public override string ToString() => $"s3://{Bucket}/{Prefix}";
}
