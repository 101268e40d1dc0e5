namespace Integrity.Keys;

/// <summary>A key in a directory of signing keys.</summary>
/// <param name="Region">The region whose digests it signs.</param>
/// <param name="Name">
/// The name of the private key file without its extension. Generated keys are named by their fingerprint, and so are
/// public keys without a private key file.
/// </param>
/// <param name="PublicHalf">The public key and its validity; <c>null</c> if only the private key exists.</param>
/// <param name="PublicPath">The file of the public key.</param>
/// <param name="PrivatePath">
/// The file of the private key; <c>null</c> if it is elsewhere, for example moved away or in a key service.
/// </param>
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
    /// <summary>Returns the most recently issued key that is valid at the given time, or <c>null</c>.</summary>
    /// <param name="keys">The keys of one region.</param>
    /// <param name="time">The time.</param>
    /// <param name="source">The source of the keys, for the error message.</param>
    /// <exception cref="KeyFileException">
    /// Two keys became valid at the same time, so the choice is ambiguous.
    /// </exception>
    public static SigningKey? At(IEnumerable<SigningKey> keys, DateTimeOffset time, string source) =>
        ValidKey<SigningKey>.Newest(keys.Select(key => key.Validity), time, source)?.Key;

    private ValidKey<SigningKey> Validity => new(this, PublicHalf?.ValidFrom, PublicHalf?.ValidUntil);
}
