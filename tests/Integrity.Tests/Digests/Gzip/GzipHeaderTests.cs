using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

public class GzipHeaderTests
{
    private const int Text = 1;
    private const int Checksum = 2;
    private const int Extra = 4;
    private const int Name = 8;
    private const int Comment = 16;

    private static readonly byte[] Data = Convert.FromHexString("4B040043BEB7E801000000"); // "a", its CRC-32 and size

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Every_combination_of_optional_fields_is_skipped(int pieceLength)
    {
        for (var flags = 0; flags < 32; flags++)
        {
            byte[] member = [.. Header(flags, extra: 3000, name: 2000, comment: 1), .. Data];

            var run = GzipRun.InPieces(member, () => pieceLength);

            run.Should()
                .BeEquivalentTo(
                    new GzipRun(GzipStatus.Complete, "a"u8.ToArray(), member.Length),
                    $"the flags are {flags}"
                );
            GzipSamples.Reference(member).Should().Equal(run.Content);
        }
    }

    [Theory]
    [InlineData(0, 0x1E)]
    [InlineData(1, 0x8A)]
    [InlineData(2, 7)]
    [InlineData(3, 0x20)]
    [InlineData(3, 0x40)]
    [InlineData(3, 0x80)]
    public void A_wrong_magic_number_method_or_reserved_flag_is_rejected_at_once(int at, byte value)
    {
        byte[] member = [.. Header(0), .. Data];
        member[at] = value;

        GzipRun.Whole(member).Status.Should().Be(GzipStatus.Malformed);
        GzipRun.Whole(member[..(at + 1)]).Status.Should().Be(GzipStatus.Malformed);
        GzipSamples.Reference(member).Should().BeNull();
    }

    [Fact]
    public void A_wrong_header_checksum_is_malformed()
    {
        var header = Header(Checksum | Name, name: 5);
        header[^1] ^= 1;

        GzipRun.Whole([.. header, .. Data]).Status.Should().Be(GzipStatus.Malformed);
    }

    [Theory]
    [InlineData(65535, 0, 0, true)]
    [InlineData(30000, 20000, 15534, true)]
    [InlineData(30000, 20000, 15535, false)]
    [InlineData(0, 65535, 0, true)]
    [InlineData(0, 65536, 0, false)]
    [InlineData(0, 0, 10_000_000, false)]
    public void Header_fields_of_more_than_64_KiB_are_malformed(int extra, int name, int comment, bool accepted)
    {
        var flags = (extra > 0 ? Extra : 0) | (name > 0 ? Name : 0) | (comment > 0 ? Comment : 0);

        var run = GzipRun.InPieces([.. Header(flags, extra, name, comment), .. Data], () => 5000);

        run.Status.Should().Be(accepted ? GzipStatus.Complete : GzipStatus.Malformed);
        run.Consumed.Should().BeLessThan(75_000);
    }

    [Fact]
    public void Every_truncation_of_a_long_header_is_detected()
    {
        var header = Header(31, extra: 20, name: 20, comment: 20);
        for (var length = 0; length <= header.Length; length++)
        {
            GzipRun.Whole(header[..length]).Status.Should().Be(GzipStatus.Truncated);
        }
    }

    /// <summary>Builds a header. Name and comment get a terminating zero in addition.</summary>
    private static byte[] Header(int flags, int extra = 0, int name = 0, int comment = 0)
    {
        List<byte> header = [0x1F, 0x8B, 8, (byte)flags, 1, 2, 3, 4, 0, 3];
        if ((flags & Extra) != 0)
        {
            header.AddRange([(byte)extra, (byte)(extra >> 8), .. new byte[extra]]);
        }

        header.AddRange((flags & Name) != 0 ? [.. Enumerable.Repeat((byte)'n', name), 0] : Array.Empty<byte>());
        header.AddRange((flags & Comment) != 0 ? [.. Enumerable.Repeat((byte)'c', comment), 0] : Array.Empty<byte>());
        if ((flags & Checksum) != 0)
        {
            var crc = Crc32.Update(0, header.ToArray());
            header.AddRange([(byte)crc, (byte)(crc >> 8)]);
        }

        (flags & ~(Text | Checksum | Extra | Name | Comment)).Should().Be(0);
        return [.. header];
    }
}
