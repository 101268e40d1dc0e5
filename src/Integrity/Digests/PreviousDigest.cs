namespace Integrity.Digests;

/// <summary>The link from a digest to the previous digest of its chain.</summary>
/// <param name="Location">The location to which the previous digest was delivered.</param>
/// <param name="Hash">The hash of the decompressed previous digest.</param>
/// <param name="HashAlgorithm">The name of the hash algorithm.</param>
/// <param name="Signature">The signature of the previous digest.</param>
public sealed record PreviousDigest(
    ObjectLocation Location,
    Sha256Hash Hash,
    string HashAlgorithm,
    Signature Signature
);
