using System.Buffers.Binary;
using System.Buffers.Text;
using Integrity.Digests;
using Integrity.Digests.Gzip;

namespace Integrity.Benchmarks.Memory;

/// <summary>
/// Many small log files in gzip members with stored blocks, so that generating them costs little compared with checking
/// them.
/// </summary>
internal sealed class SmallLogFiles(int count) : ISimulatedLogFiles
{
    private const int IndexAt = 52;

    private static readonly byte[] Content =
        """
            {"Records":[{"eventVersion":"1.11","eventID":"00000000-00000000","eventTime":"2025-05-04T10:00:25Z","eventName":"GetObject"}]}
            """u8.ToArray();

    public int Count => count;

    public Sha256Hash HashOf(int index)
    {
        Span<byte> content = stackalloc byte[Content.Length];
        Write(index, content);
        return Sha256Hash.Of(content);
    }

    public Stream Open(int index)
    {
        var gzip = new byte[10 + 5 + Content.Length + 8];
        (gzip[0], gzip[1], gzip[2], gzip[9], gzip[10]) = (0x1f, 0x8b, 8, 255, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(gzip.AsSpan(11), (ushort)Content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(gzip.AsSpan(13), (ushort)~Content.Length);
        var content = gzip.AsSpan(15, Content.Length);
        Write(index, content);
        BinaryPrimitives.WriteUInt32LittleEndian(gzip.AsSpan(15 + Content.Length), Crc32.Update(0, content));
        BinaryPrimitives.WriteUInt32LittleEndian(gzip.AsSpan(19 + Content.Length), (uint)Content.Length);
        return new MemoryStream(gzip);
    }

    private static void Write(int index, Span<byte> content)
    {
        Content.CopyTo(content);
        Utf8Formatter.TryFormat(index, content[IndexAt..], out _, new System.Buffers.StandardFormat('D', 8));
    }
}
