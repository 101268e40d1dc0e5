using System.IO.Compression;

namespace Integrity.Tests.Support;

/// <summary>
/// Compresses with the framework, so that tests of the library's decoder do not depend on that decoder.
/// </summary>
internal static class GzipBytes
{
    /// <summary>A member without content. The framework writes nothing for it.</summary>
    private static readonly byte[] Empty = Convert.FromHexString("1F8B0800000000000003" + "0300" + "0000000000000000");

    public static byte[] Compress(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Optimal)
    {
        if (content.IsEmpty)
            return [.. Empty];
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, level, leaveOpen: true))
            gzip.Write(content);
        return compressed.ToArray();
    }

    public static byte[] Inflate(byte[] compressed)
    {
        using var inflated = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        gzip.CopyTo(inflated);
        return inflated.ToArray();
    }

    /// <summary>A gzip member that inflates to this many zero bytes, about a thousand times its own length.</summary>
    public static byte[] Bomb(int inflatedBytes) => Compress(new byte[inflatedBytes], CompressionLevel.SmallestSize);
}
