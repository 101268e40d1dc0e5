using System.Diagnostics.CodeAnalysis;

namespace Integrity.Digests;

/// <summary>
/// The name of a public key: the MD5 of its DER bytes as they are published, 32 lower-case hexadecimal digits.
/// It names a key and proves nothing; what a signature proves rests on the key ring.
/// <code>31e8b5433410dfb61a9dc45cc65b22ff</code>
/// </summary>
public sealed record KeyFingerprint
{
    private KeyFingerprint(string hex) => Hex = hex;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>The fingerprint of a key that is published as <paramref name="der"/>.</summary>
    public static KeyFingerprint Of(ReadOnlySpan<byte> der) =>
        new(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(der)));

    /// <summary>Reads 32 hexadecimal digits of either case; <c>false</c> for every other text.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KeyFingerprint? fingerprint)
    {
        var ok = text is { Length: 32 } && text.All(char.IsAsciiHexDigit);
        fingerprint = ok ? new KeyFingerprint(text!.ToLowerInvariant()) : null;
        return ok;
    }

    /// <summary><see cref="Hex"/>.</summary>
    public override string ToString() => Hex;
}
