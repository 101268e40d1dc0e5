using System.IO.Compression;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Storage;

/// <summary>Deflate has blocks without content, so an endless gzip stream can decompress to nothing.</summary>
public sealed class EmptyBlocksTests
{
    private const long MaxBytes = 16L << 30;

    private static readonly byte[] Header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

    [Fact]
    public async Task An_endless_stream_of_empty_blocks_is_rejected_after_a_megabyte()
    {
        await using var endless = new EndlessStream(Header, [0, 0, 0, 0xff, 0xff]);

        var (status, _) = await ContentHash.OfAsync(endless, MaxBytes, CancellationToken.None);

        status.Should().Be(InflatedStatus.NearlyEmpty);
        endless.Taken.Should().BeLessThan(2 << 20);
    }

    [Fact]
    public async Task A_stream_flushed_after_every_byte_is_accepted()
    {
        var content = new byte[500_000];
        using var stored = new MemoryStream();
        await using (var gzip = new GZipStream(stored, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var b in content)
            {
                gzip.WriteByte(b);
                await gzip.FlushAsync();
            }
        }
        stored.Length.Should().BeGreaterThan(3_000_000);
        stored.Position = 0;

        var (status, hash) = await ContentHash.OfAsync(stored, MaxBytes, CancellationToken.None);

        (status, hash).Should().Be((InflatedStatus.Complete, Sha256Hash.Of(content)));
    }

    private sealed class EndlessStream(byte[] begin, byte[] again) : MemoryStream
    {
        public long Taken { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < buffer.Length; i++)
            {
                var at = Taken + i;
                buffer.Span[i] = at < begin.Length ? begin[at] : again[(at - begin.Length) % again.Length];
            }
            Taken += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
