using System.Text;
using Integrity.Digests;

namespace Integrity.CloudTrail;

/// <summary>
/// The text covered by a digest's signature.
/// <code>
/// signing-string = digest-end-time LF bucket "/" path LF content-hash LF (previous-signature | "null")
/// content-hash   = SHA-256 of the decompressed digest
///
/// 2025-05-04T11:00:00Z
/// amzn-s3-demo-bucket/AWSLogs/111122223333/CloudTrail-Digest/…_20250504T110000Z.json.gz
/// 4341da56c4bbe4c7fb5042a2a1d4c10d2e0071006e051913c7673c67c44056b1
/// null
/// </code>
/// UTF-8 without a final line feed. The content hash is in lower case; the previous signature is spelled as in the
/// digest.
/// </summary>
public static class SigningString
{
    /// <summary>
    /// Returns the bytes to sign for <paramref name="digest"/>, whose decompressed content has the hash
    /// <paramref name="contentHash"/>.
    /// </summary>
    public static byte[] Of(Digest digest, Sha256Hash contentHash) =>
        Encoding.UTF8.GetBytes(
            $"{UtcTime.Format(digest.Period.End)}\n{digest.Location.Bucket}/{digest.Location.Path}\n"
                + $"{contentHash}\n{digest.Previous?.Signature.Hex ?? "null"}"
        );
}
