using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>A public key that the verifier trusts, with the region and validity for which it is trusted.</summary>
public sealed record TrustedKey
{
    /// <summary>Creates an entry for a key ring.</summary>
    /// <param name="key">The key.</param>
    /// <param name="region">The region whose digests it may sign; <c>null</c> for all regions.</param>
    /// <param name="validFrom">Start of validity (inclusive); <c>null</c> for no limit.</param>
    /// <param name="validUntil">End of validity (inclusive); <c>null</c> for no limit.</param>
    public TrustedKey(
        PublicKey key,
        string? region = null,
        DateTimeOffset? validFrom = null,
        DateTimeOffset? validUntil = null
    ) => (Key, Region, ValidFrom, ValidUntil) = (key, region, validFrom, validUntil);

    /// <summary>The key.</summary>
    public PublicKey Key { get; }

    /// <summary>The region whose digests it may sign; <c>null</c> for all regions.</summary>
    public string? Region { get; }

    /// <summary>Start of validity (inclusive), UTC; <c>null</c> for no limit.</summary>
    public DateTimeOffset? ValidFrom { get; }

    /// <summary>End of validity (inclusive), UTC; <c>null</c> for no limit.</summary>
    public DateTimeOffset? ValidUntil { get; }

    internal bool HasFingerprint(KeyFingerprint fingerprint) =>
        Key.Fingerprint == fingerprint || Key.OtherFingerprints.Contains(fingerprint);

    /// <summary>Whether the key may sign digests of a region.</summary>
    public bool IsFor(string region) => Region is null || Region == region;

    /// <summary>Whether the key may sign at some time between two times (both inclusive).</summary>
    public bool IsValidWithin(DateTimeOffset from, DateTimeOffset until) =>
        (ValidFrom is null || ValidFrom <= until) && (ValidUntil is null || ValidUntil >= from);
}
