namespace Integrity.Digests;

/// <summary>
/// The location of an object: bucket and object path. Attacker-controlled text until a verified digest lists it.
/// <code>s3://amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/….json.gz</code>
/// </summary>
/// <param name="Bucket">The name of the bucket.</param>
/// <param name="Path">The object path in the bucket, without a leading slash.</param>
public sealed record ObjectLocation(string Bucket, string Path)
{
    /// <summary>Returns <c>s3://bucket/path</c>. The text is not escaped.</summary>
    public override string ToString() => $"s3://{Bucket}/{Path}";
}
