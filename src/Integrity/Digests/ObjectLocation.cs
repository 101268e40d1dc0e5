namespace Integrity.Digests;

/// <summary>
/// Where an object lies: bucket and key. Both come from the bucket or from digests, so they are attacker-chosen text until a verified digest names them.
/// <code>s3://amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/….json.gz</code>
/// </summary>
/// <param name="Bucket">The name of the bucket.</param>
/// <param name="Path">The key of the object in the bucket, without a leading slash.</param>
public sealed record ObjectLocation(string Bucket, string Path)
{
    /// <summary><c>s3://bucket/key</c>; the text is not escaped.</summary>
    public override string ToString() => $"s3://{Bucket}/{Path}";
}
