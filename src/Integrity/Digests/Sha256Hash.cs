using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Integrity.Digests;

/// <summary>
/// A SHA-256 hash: 32 bytes, formatted as 64 lower-case hexadecimal digits.
/// <code>ee0447ea4c87ee4adc3132b07b5130b4f410f9ffdc32e05a405e9fbf0b49b936</code>
/// </summary>
public readonly record struct Sha256Hash
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    // Four ulong fields instead of two UInt128, because ahead-of-time compilation skips code that uses UInt128.
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Creates a hash from its 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public Sha256Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"a SHA-256 hash has 32 bytes, not {bytes.Length}", nameof(bytes));
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Computes the hash of <paramref name="content"/>.</summary>
    public static Sha256Hash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return new Sha256Hash(hash);
    }

    /// <summary>Parses 64 hexadecimal digits in upper or lower case; returns <c>false</c> for any other text.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Sha256Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var ok =
            hex.Length == 2 * Size
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = ok ? new Sha256Hash(bytes) : default;
        return ok;
    }

    /// <summary>Returns 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}";
}
