using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Integrity.Digests;

/// <summary>
/// A 16-byte hash of an object location or another name, so that sets of many names need little memory. It is a
/// truncated SHA-256, because an attacker chooses object paths and could make names collide under a weaker hash.
/// </summary>
internal readonly record struct NameHash(ulong High, ulong Low)
{
    /// <summary>Hashes a location. A NUL, which no bucket name contains, separates bucket and path.</summary>
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

    /// <summary>Hashes a text as UTF-16, in which different texts never have the same bytes.</summary>
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
