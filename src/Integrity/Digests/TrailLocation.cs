namespace Integrity.Digests;

/// <summary>Where in a store a trail delivers to.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What lies in front of <c>AWSLogs/</c>: empty, or ending in a slash.</param>
public sealed record TrailLocation(string Bucket, string Prefix)
{
    /// <summary><c>s3://bucket/prefix/</c>; the text is not escaped.</summary>
    public override string ToString() => $"s3://{Bucket}/{Prefix}";
}
