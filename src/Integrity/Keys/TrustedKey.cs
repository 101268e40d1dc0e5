using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>A public key that the verifier trusts, and for what.</summary>
public sealed record TrustedKey
{
    /// <summary>Makes an entry for a key ring.</summary>
    /// <param name="key">The key.</param>
    /// <param name="region">The region whose digests it may sign; <c>null</c> for every region.</param>
    /// <param name="validFrom">The first moment at which it may sign; <c>null</c> when nothing is known.</param>
    /// <param name="validUntil">The last moment at which it may sign; <c>null</c> when nothing is known.</param>
    public TrustedKey(
        PublicKey key,
        string? region = null,
        DateTimeOffset? validFrom = null,
        DateTimeOffset? validUntil = null
    ) => (Key, Region, ValidFrom, ValidUntil) = (key, region, validFrom, validUntil);

    /// <summary>The key.</summary>
    public PublicKey Key { get; }

    /// <summary>The region whose digests it may sign; <c>null</c> for every region.</summary>
    public string? Region { get; }

    /// <summary>The first moment at which it may sign, UTC; <c>null</c> when nothing is known.</summary>
    public DateTimeOffset? ValidFrom { get; }

    /// <summary>The last moment at which it may sign, UTC; <c>null</c> when nothing is known.</summary>
    public DateTimeOffset? ValidUntil { get; }

    internal bool HasFingerprint(KeyFingerprint fingerprint) =>
        Key.Fingerprint == fingerprint || Key.OtherFingerprints.Contains(fingerprint);

    /// <summary>Whether it may sign the digests of a region.</summary>
    public bool IsFor(string region) => Region is null || Region == region;

    /// <summary>Whether it may sign at some moment between two times (both inclusive).</summary>
    public bool IsValidWithin(DateTimeOffset from, DateTimeOffset until) =>
        (ValidFrom is null || ValidFrom <= until) && (ValidUntil is null || ValidUntil >= from);
}
