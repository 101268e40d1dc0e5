using System.IO.Compression;
using System.Text;
using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

/// <summary>Sample contents, gzip members, and the platform's decoder as a reference.</summary>
internal static class GzipSamples
{
    public static byte[] Random(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Text like that of logs, with much repetition at many distances.</summary>
    public static byte[] Text(int length, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(length + 256);
        while (text.Length < length)
        {
            text.Append("{\"eventName\":\"")
                .Append(random.Next(3) == 0 ? "GetObject" : "PutObject")
                .Append("\",\"id\":\"")
                .Append(random.NextInt64().ToString("x16"))
                .Append("\",\"size\":")
                .Append(random.Next(100_000))
                .Append(",\"pad\":\"")
                .Append('=', random.Next(40))
                .Append("\"}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    /// <summary>Repeated short patterns, which give long matches at short distances.</summary>
    public static byte[] Runs(int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        var at = 0;
        while (at < length)
        {
            var pattern = new byte[random.Next(1, 40)];
            random.NextBytes(pattern);
            for (var end = Math.Min(length, at + random.Next(1, 600)); at < end; at++)
            {
                bytes[at] = pattern[at % pattern.Length];
            }
        }

        return bytes;
    }

    public static byte[] Compress(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, level, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return OrEmptyMember(member.ToArray());
    }

    public static byte[] Compress(byte[] content, int level, ZLibCompressionStrategy strategy)
    {
        using var member = new MemoryStream();
        using (
            var gzip = new GZipStream(
                member,
                new ZLibCompressionOptions { CompressionLevel = level, CompressionStrategy = strategy },
                leaveOpen: true
            )
        )
        {
            gzip.Write(content);
        }

        return OrEmptyMember(member.ToArray());
    }

    /// <summary>Decodes a gzip member with the platform's decoder. Returns null if that decoder rejects it.</summary>
    public static byte[]? Reference(byte[] member) =>
        ContentOrNull(member, input => new GZipStream(input, CompressionMode.Decompress));

    /// <summary>
    /// Decodes a deflate stream with the platform's decoder. Returns null if that decoder rejects it.
    /// </summary>
    public static byte[]? DeflateReference(byte[] data) =>
        ContentOrNull(data, input => new DeflateStream(input, CompressionMode.Decompress));

    /// <summary>Wraps a deflate stream in a gzip member, with the trailer of the given content.</summary>
    public static byte[] Member(byte[] deflate, byte[] content) =>
        [
            0x1F,
            0x8B,
            8,
            0,
            0,
            0,
            0,
            0,
            0,
            255,
            .. deflate,
            .. BitConverter.GetBytes(Crc32.Update(0, content)),
            .. BitConverter.GetBytes(content.Length),
        ];

    /// <summary>The platform writes nothing for empty content.</summary>
    private static byte[] OrEmptyMember(byte[] member) => member.Length > 0 ? member : Member([3, 0], []);

    /// <summary>
    /// Returns the content, or null. The platform accepts some truncated data as complete, but appended bytes do not
    /// change the content of a complete stream. The zeros are enough to leave an extra field.
    /// </summary>
    private static byte[]? ContentOrNull(byte[] data, Func<Stream, Stream> decoder)
    {
        var content = ReadAll(data, decoder);
        var isComplete =
            content is not null
            && ReadAll([.. data, .. new byte[70_000]], decoder) is { } withZeros
            && withZeros.AsSpan().SequenceEqual(content)
            && ReadAll([.. data, .. Enumerable.Repeat((byte)0xFF, 600)], decoder) is { } withOnes
            && withOnes.AsSpan().SequenceEqual(content);
        return isComplete ? content : null;
    }

    private static byte[]? ReadAll(byte[] data, Func<Stream, Stream> decoder)
    {
        using var input = new MemoryStream(data);
        using var stream = decoder(input);
        using var content = new MemoryStream();
        try
        {
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
