using System.Text;
using Integrity.Digests;

namespace Integrity.QueryResults;

/// <summary>
/// The sign file of a saved CloudTrail Lake query: the hashes of its result files, and a signature over them.
/// <code>
/// {"version":"1.0","region":"us-east-1","files":[{"fileHashValue":"9af94d2d…","fileName":"result_1.csv.gz"}],"hashAlgorithm":"SHA-256",
///  "signatureAlgorithm":"SHA256withRSA","queryCompleteTime":"2024-03-01T22:06:30Z","hashSignature":"b23804e5…","publicKeyFingerprint":"ab63c462…"}
/// signed text = HASH *( " " HASH )
/// </code>
/// Only the hashes and their order are signed: not the names of the files, not the region, not the time.
/// </summary>
public sealed record SignFile
{
    /// <summary>The name of the sign file in its folder.</summary>
    public const string FileName = "result_sign.json";

    /// <summary>The region that the sign file claims.</summary>
    public required string Region { get; init; }

    /// <summary>The result files, in the order of the list.</summary>
    public required IReadOnlyList<SignedFile> Files { get; init; }

    /// <summary>The hash algorithm that the sign file claims.</summary>
    public required string HashAlgorithm { get; init; }

    /// <summary>The signature algorithm that the sign file claims.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>When the query was complete, as the sign file claims.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The name of the key that signed.</summary>
    public required KeyFingerprint Fingerprint { get; init; }

    /// <summary>The signature over the hashes.</summary>
    public required Signature Signature { get; init; }

    /// <summary>
    /// What is signed. Each hash has 64 digits and no blank (the reader takes no other), so there is one list only for each text.
    /// </summary>
    internal byte[] SignedText => Encoding.ASCII.GetBytes(string.Join(' ', Files.Select(file => file.HashText)));
}
