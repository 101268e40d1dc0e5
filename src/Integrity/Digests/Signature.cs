namespace Integrity.Digests;

/// <summary>
/// An RSA signature, as the format writes it: hexadecimal. Two signatures are equal when their bytes are.
/// The text is kept as it came, because a signing string holds the previous digest's signature as text.
/// </summary>
public sealed class Signature : IEquatable<Signature>
{
    /// <summary>The longest signature that is read, in bytes: that of an RSA key of 16,384 bits.</summary>
    public const int MaxSize = 2048;

    private readonly byte[] _bytes;

    private Signature(byte[] bytes, string hex) => (_bytes, Hex) = (bytes, hex);

    /// <summary>Takes a copy of the bytes of a signature.</summary>
    public Signature(ReadOnlySpan<byte> bytes)
        : this(bytes.ToArray(), Convert.ToHexStringLower(bytes)) { }

    /// <summary>The bytes of the signature.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The hexadecimal text, in the case in which it was read.</summary>
    public string Hex { get; }

    /// <summary>Reads hexadecimal digits of either case; <c>false</c> when empty, odd, longer than <see cref="MaxSize"/> bytes or anything else.</summary>
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

    /// <summary><see cref="Hex"/>.</summary>
    public override string ToString() => Hex;
}
