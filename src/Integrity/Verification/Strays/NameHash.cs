using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Integrity.Verification.Strays;

/// <summary>
/// A location in 16 bytes, the beginning of its SHA-256: so that a day of them fits into little memory. Whoever can write to the bucket chooses keys, so a weaker hash would let
/// him make an object that passes for a listed one.
/// </summary>
internal readonly record struct NameHash(ulong High, ulong Low)
{
    /// <summary>The hash of a location. The UTF-16 text is hashed, since no two texts have the same; a NUL, which no bucket name holds, parts bucket and key.</summary>
    public static NameHash Of(string bucket, string key)
    {
        var length = bucket.Length + 1 + key.Length;
        var rented = ArrayPool<char>.Shared.Rent(length);
        var text = rented.AsSpan(0, length);
        bucket.CopyTo(text);
        text[bucket.Length] = '\0';
        key.CopyTo(text[(bucket.Length + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        ArrayPool<char>.Shared.Return(rented);
        return new NameHash(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }
}
