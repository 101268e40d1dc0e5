namespace Integrity.Digests;

/// <summary>What a digest says of the digest before it in its chain: the link.</summary>
/// <param name="Location">Where the previous digest was delivered.</param>
/// <param name="Hash">The hash of the previous digest's inflated content.</param>
/// <param name="HashAlgorithm">The name of the hash's algorithm.</param>
/// <param name="Signature">The previous digest's signature.</param>
public sealed record PreviousDigest(
    ObjectLocation Location,
    Sha256Hash Hash,
    string HashAlgorithm,
    Signature Signature
);
