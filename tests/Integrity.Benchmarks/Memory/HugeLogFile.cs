using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Integrity.Benchmarks.Support;
using Integrity.Digests;
using Integrity.Digests.Gzip;

namespace Integrity.Benchmarks.Memory;

/// <summary>
/// One log file of 2 GiB that repeats a piece of 1 MiB. A flushed piece ends at a byte boundary and refers to nothing
/// before it, so its deflate data can be repeated.
/// </summary>
internal sealed class HugeLogFile : ISimulatedLogFiles
{
    private const int Pieces = 2048;

    private readonly byte[] _deflated;

    // An empty last block, then the checksum and the size.
    private readonly byte[] _end = [1, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0];
    private readonly Sha256Hash _hash;

    public HugeLogFile()
    {
        var piece = new EventWriter(1)
            .Write(new DateTimeOffset(2025, 5, 4, 10, 0, 0, TimeSpan.Zero), 1 << 20)
            .AsSpan(0, 1 << 20)
            .ToArray();
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(piece);
            deflate.Flush();
            _deflated = deflated.ToArray();
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var crc = 0u;
        for (var i = 0; i < Pieces; i++)
        {
            hash.AppendData(piece);
            crc = Crc32.Update(crc, piece);
        }
        _hash = new Sha256Hash(hash.GetHashAndReset());
        BinaryPrimitives.WriteUInt32LittleEndian(_end.AsSpan(5), crc);
        BinaryPrimitives.WriteUInt32LittleEndian(_end.AsSpan(9), unchecked((uint)((long)Pieces << 20)));
    }

    public int Count => 1;

    public Sha256Hash HashOf(int index) => _hash;

    public Stream Open(int index) =>
        new RepeatingStream([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], _deflated, Pieces, _end);
}
