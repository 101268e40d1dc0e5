namespace Integrity.Digests;

/// <summary>
/// An RSA signature, hexadecimal in the format. Signatures are equal if their bytes are equal.
/// The original text is kept, because a signing string contains the previous signature as text.
/// </summary>
public sealed class Signature : IEquatable<Signature>
{
    /// <summary>Maximum length of a signature, in bytes. Corresponds to an RSA key of 16,384 bits.</summary>
    public const int MaxSize = 2048;

    private readonly byte[] _bytes;

    private Signature(byte[] bytes, string hex) => (_bytes, Hex) = (bytes, hex);

    /// <summary>Creates a signature from a copy of its bytes.</summary>
    public Signature(ReadOnlySpan<byte> bytes)
        : this(bytes.ToArray(), Convert.ToHexStringLower(bytes)) { }

    /// <summary>The bytes of the signature.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The hexadecimal text, in its original case.</summary>
    public string Hex { get; }

    /// <summary>
    /// Parses hexadecimal digits in upper or lower case; returns <c>false</c> if the text is empty, has an odd length,
    /// is longer than <see cref="MaxSize"/> bytes, or is not hexadecimal.
    /// </summary>
    public static bool TryParse(
        string? hex,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Signature? signature
    )
    {
        signature = null;
        if (hex is null || hex.Length is 0 or > 2 * MaxSize || hex.Length % 2 != 0)
            return false;
        var bytes = new byte[hex.Length / 2];
        if (Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        signature = new Signature(bytes, hex);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Signature? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Signature);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>Returns <see cref="Hex"/>.</summary>
    public override string ToString() => Hex;
}
