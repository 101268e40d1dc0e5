using System.Text;
using Integrity.Digests;

namespace Integrity.QueryResults;

/// <summary>
/// The sign file of a saved CloudTrail Lake query: the hashes of the result files, and a signature over them.
/// <code>
/// {"version":"1.0","region":"us-east-1",
///  "files":[{"fileHashValue":"9af94d2d…","fileName":"result_1.csv.gz"}],"hashAlgorithm":"SHA-256",
///  "signatureAlgorithm":"SHA256withRSA","queryCompleteTime":"2024-03-01T22:06:30Z",
///  "hashSignature":"b23804e5…","publicKeyFingerprint":"ab63c462…"}
/// signed text = HASH *( " " HASH )
/// </code>
/// Only the hashes and their order are signed, not the file names, the region or the time.
/// </summary>
public sealed record SignFile
{
    /// <summary>The file name of a sign file.</summary>
    public const string FileName = "result_sign.json";

    /// <summary>The claimed region.</summary>
    public required string Region { get; init; }

    /// <summary>The result files, in the order of the list.</summary>
    public required IReadOnlyList<SignedFile> Files { get; init; }

    /// <summary>The claimed hash algorithm.</summary>
    public required string HashAlgorithm { get; init; }

    /// <summary>The claimed signature algorithm.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>The claimed completion time of the query.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The fingerprint of the signing key.</summary>
    public required KeyFingerprint Fingerprint { get; init; }

    /// <summary>The signature over the hashes.</summary>
    public required Signature Signature { get; init; }

    /// <summary>
    /// The signed text. The reader accepts only hashes of 64 digits, so that each text corresponds to exactly one list.
    /// </summary>
    internal byte[] SignedText => Encoding.ASCII.GetBytes(string.Join(' ', Files.Select(file => file.HashText)));
}
