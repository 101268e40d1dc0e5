namespace Integrity.Tests.Digests;

/// <summary>
/// A digest body as CloudTrail writes it: compact, with escaped slashes and unordered log files. The names come from
/// public examples, the hashes are invented.
/// </summary>
internal static class ExampleDigest
{
    public static readonly string Json = """
        {"awsAccountId":"111122223333","digestStartTime":"2025-05-04T10:00:00Z","digestEndTime":"2025-05-04T11:00:00Z",
        "digestS3Bucket":"amzn-s3-demo-bucket","digestS3Object":"AWSLogs\/111122223333\/CloudTrail-Digest\/us-east-2\/2025\/05\/04\/111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz",
        "digestPublicKeyFingerprint":"31e8b5433410dfb61a9dc45cc65b22ff","digestSignatureAlgorithm":"SHA256withRSA","newestEventTime":"2025-05-04T10:59:58Z","oldestEventTime":"2025-05-04T09:57:00Z",
        "previousDigestS3Bucket":"amzn-s3-demo-bucket","previousDigestS3Object":"AWSLogs\/111122223333\/CloudTrail-Digest\/us-east-2\/2025\/05\/04\/111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T100000Z.json.gz",
        "previousDigestHashValue":"ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73","previousDigestHashAlgorithm":"SHA-256","previousDigestSignature":"50887ccffad4c002",
        "logFiles":[{"s3Bucket":"amzn-s3-demo-bucket","s3Object":"AWSLogs\/111122223333\/CloudTrail\/us-east-2\/2025\/05\/04\/111122223333_CloudTrail_us-east-2_20250504T1055Z_M0CTfEFb8P83r7bt.json.gz",
        "hashValue":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","hashAlgorithm":"SHA-256","newestEventTime":"2025-05-04T10:59:58Z","oldestEventTime":"2025-05-04T10:57:00Z"},
        {"s3Bucket":"amzn-s3-demo-bucket","s3Object":"AWSLogs\/111122223333\/CloudTrail\/us-east-2\/2025\/05\/04\/111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz",
        "hashValue":"ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73","hashAlgorithm":"SHA-256","newestEventTime":null,"oldestEventTime":null}]}
        """.Replace("\n", "", StringComparison.Ordinal);

    /// <summary>
    /// Returns the example with one piece of its text replaced. Throws if the example does not contain the piece.
    /// </summary>
    public static string With(string piece, string replacement) =>
        Json.Contains(piece, StringComparison.Ordinal)
            ? Json.Replace(piece, replacement, StringComparison.Ordinal)
            : throw new ArgumentException($"not in the example: {piece}", nameof(piece));
}
