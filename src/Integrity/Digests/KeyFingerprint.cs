using System.Diagnostics.CodeAnalysis;

namespace Integrity.Digests;

/// <summary>
/// The fingerprint of a public key: the MD5 of its published DER bytes, as 32 lower-case hexadecimal digits.
/// It selects a key but proves nothing. Trust comes from the key ring.
/// <code>31e8b5433410dfb61a9dc45cc65b22ff</code>
/// </summary>
public sealed record KeyFingerprint
{
    private KeyFingerprint(string hex) => Hex = hex;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>Computes the fingerprint of a public key published as <paramref name="der"/>.</summary>
    public static KeyFingerprint Of(ReadOnlySpan<byte> der) =>
        new(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(der)));

    /// <summary>Parses 32 hexadecimal digits in upper or lower case; returns <c>false</c> for any other text.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KeyFingerprint? fingerprint)
    {
        var ok = text is { Length: 32 } && text.All(char.IsAsciiHexDigit);
        fingerprint = ok ? new KeyFingerprint(text!.ToLowerInvariant()) : null;
        return ok;
    }

    /// <summary>Returns <see cref="Hex"/>.</summary>
    public override string ToString() => Hex;
}
