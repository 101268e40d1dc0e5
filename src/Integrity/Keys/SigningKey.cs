namespace Integrity.Keys;

/// <summary>A key in a folder of signing keys.</summary>
/// <param name="Region">The region whose digests it signs.</param>
/// <param name="Name">The name of its private file without the ending, which is the fingerprint of keys that were made here; of a public key alone, the fingerprint.</param>
/// <param name="PublicHalf">The public key and its validity; <c>null</c> when only the private key is there.</param>
/// <param name="PublicPath">The file of the public key.</param>
/// <param name="PrivatePath">The file of the private key; <c>null</c> when it is not here: it was moved away, or lies in a key service.</param>
/// <param name="IsEncrypted">Whether the private key is encrypted.</param>
public sealed record SigningKey(
    string Region,
    string Name,
    TrustedKey? PublicHalf,
    string PublicPath,
    string? PrivatePath,
    bool IsEncrypted
)
{
    /// <summary>Of the keys that are valid at a time the one whose validity began last; <c>null</c> when none is.</summary>
    /// <param name="keys">The keys of one region.</param>
    /// <param name="time">The time.</param>
    /// <param name="source">Where they lie, for the message.</param>
    /// <exception cref="KeyFileException">Nothing says which of two is to sign.</exception>
    public static SigningKey? At(IEnumerable<SigningKey> keys, DateTimeOffset time, string source) =>
        ValidKey<SigningKey>.Newest(keys.Select(key => key.Validity), time, source)?.Key;

    private ValidKey<SigningKey> Validity => new(this, PublicHalf?.ValidFrom, PublicHalf?.ValidUntil);
}
