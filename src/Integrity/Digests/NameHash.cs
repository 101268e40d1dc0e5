using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Integrity.Digests;

/// <summary>
/// The name of an object, or another text by which things are told apart, in 16 bytes, the beginning of its SHA-256: so that many of them fit into little memory. Whoever can write to the
/// bucket chooses keys, so a weaker hash would let him make an object that passes for another.
/// </summary>
internal readonly record struct NameHash(ulong High, ulong Low)
{
    /// <summary>The hash of a location: a NUL, which no bucket name holds, parts bucket and key.</summary>
    public static NameHash Of(string bucket, string path)
    {
        var length = bucket.Length + 1 + path.Length;
        var rented = ArrayPool<char>.Shared.Rent(length);
        var text = rented.AsSpan(0, length);
        bucket.CopyTo(text);
        text[bucket.Length] = '\0';
        path.CopyTo(text[(bucket.Length + 1)..]);
        var hash = Of(text);
        ArrayPool<char>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The hash of a text, as UTF-16, since in that no two texts are the same.</summary>
    public static NameHash Of(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return new NameHash(
            BinaryPrimitives.ReadUInt64BigEndian(hash),
            BinaryPrimitives.ReadUInt64BigEndian(hash[8..])
        );
    }
}
