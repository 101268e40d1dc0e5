using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

/// <summary>
/// Invalid deflate streams. Each is tested alone and with many bytes after it, which selects the careful or the fast
/// loop.
/// </summary>
public class InvalidDeflateTests
{
    // A complete distance code of two symbols.
    private static readonly int[] TwoDistances = [1, 1];

    public static TheoryData<string> Malformed() => new(Streams.Keys);

    private static readonly Dictionary<string, BitWriter> Streams = new(StringComparer.Ordinal)
    {
        ["block type 3"] = new BitWriter().FinalBlock(3),
        ["stored length that does not match its complement"] = new BitWriter().FinalBlock(0).Raw(1, 0, 0xFE, 0xFE, 7),
        ["fixed symbol 286"] = new BitWriter().FinalBlock(1).Fixed('a').Fixed(286),
        ["fixed symbol 287"] = new BitWriter().FinalBlock(1).Fixed('a').Fixed(287),
        ["fixed distance 30"] = new BitWriter().FinalBlock(1).Fixed('a').Fixed(257).FixedDistance(30).Bits(0, 13),
        ["fixed distance 31"] = new BitWriter().FinalBlock(1).Fixed('a').Fixed(257).FixedDistance(31).Bits(0, 13),
        ["distance before the first byte"] = new BitWriter().FinalBlock(1).Fixed(257).FixedDistance(0),
        ["distance 2 after one byte"] = new BitWriter().FinalBlock(1).Fixed('a').Fixed(257).FixedDistance(1),
        ["287 literals and lengths"] = new BitWriter().FinalBlock(2).Bits(30, 5).Bits(0, 5).FlatCodeLengthCode(),
        ["31 distances"] = new BitWriter().FinalBlock(2).Bits(0, 5).Bits(30, 5).FlatCodeLengthCode(),
        ["over-subscribed code length code"] = new BitWriter()
            .FinalBlock(2)
            .Bits(0, 5)
            .Bits(0, 5)
            .Bits(0, 4)
            .Bits(1, 3)
            .Bits(1, 3)
            .Bits(1, 3)
            .Bits(0, 3),
        ["incomplete code length code"] = new BitWriter()
            .FinalBlock(2)
            .Bits(0, 5)
            .Bits(0, 5)
            .Bits(0, 4)
            .Bits(2, 3)
            .Bits(1, 3)
            .Bits(0, 3)
            .Bits(0, 3),
        ["code length code with a single code"] = new BitWriter()
            .FinalBlock(2)
            .Bits(0, 5)
            .Bits(0, 5)
            .Bits(0, 4)
            .Bits(0, 3)
            .Bits(0, 3)
            .Bits(0, 3)
            .Bits(1, 3),
        ["empty code length code"] = new BitWriter().FinalBlock(2).Bits(0, 5).Bits(0, 5).Bits(0, 4).Bits(0, 12),
        ["repeat without a preceding length"] = new BitWriter()
            .FinalBlock(2)
            .Bits(0, 5)
            .Bits(0, 5)
            .Bits(0, 4)
            .Bits(1, 3)
            .Bits(0, 6)
            .Bits(1, 3)
            .Code("1")
            .Bits(0, 2),
        ["repeat after the last length"] = new BitWriter()
            .FinalBlock(2)
            .Bits(0, 5)
            .Bits(0, 5)
            .Bits(0, 4)
            .Bits(0, 6)
            .Bits(1, 3)
            .Bits(1, 3)
            .Code("1")
            .Bits(127, 7)
            .Code("1")
            .Bits(127, 7),
        ["no end of block"] = new BitWriter().DynamicBlock(BitWriter.Lengths(257, ('a', 1), ('b', 1)), TwoDistances),
        ["over-subscribed literals"] = new BitWriter().DynamicBlock(
            BitWriter.Lengths(257, ('a', 1), ('b', 1), (256, 1)),
            TwoDistances
        ),
        ["incomplete literals"] = new BitWriter().DynamicBlock(
            BitWriter.Lengths(257, ('a', 2), (256, 2)),
            TwoDistances
        ),
        ["single literal of length 2"] = new BitWriter().DynamicBlock(BitWriter.Lengths(257, (256, 2)), TwoDistances),
        ["over-subscribed distances"] = new BitWriter().DynamicBlock(
            BitWriter.Lengths(257, ('a', 1), (256, 1)),
            [1, 1, 1]
        ),
        ["incomplete distances"] = new BitWriter().DynamicBlock(BitWriter.Lengths(257, ('a', 1), (256, 1)), [2, 2, 2]),
        ["single distance of length 2"] = new BitWriter().DynamicBlock(BitWriter.Lengths(257, ('a', 1), (256, 1)), [2]),
        ["the unused code next to a single end of block"] = new BitWriter()
            .DynamicBlock(BitWriter.Lengths(257, (256, 1)), [0])
            .Code("1"),
        ["the unused code next to a single distance"] = new BitWriter()
            .DynamicBlock(BitWriter.Lengths(258, ('a', 1), (256, 2), (257, 2)), [1])
            .Code("0")
            .Code("11")
            .Code("1"),
        ["a distance without a distance code"] = new BitWriter()
            .DynamicBlock(BitWriter.Lengths(258, ('a', 1), (256, 2), (257, 2)), [0])
            .Code("0")
            .Code("11")
            .Code("0"),
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void An_invalid_stream_is_malformed(string reason)
    {
        var deflate = Streams[reason].ToArray();
        foreach (var following in new[] { 0, 1, 40, 1000 })
        {
            byte[] data = [.. deflate, .. new byte[following]];

            Status(data).Should().Be(GzipStatus.Malformed, $"{reason}, {following} bytes follow");
            GzipSamples.DeflateReference(data).Should().BeNull();
        }
    }

    [Fact]
    public void A_block_with_only_an_end_of_block_is_accepted() =>
        ShouldBe(new BitWriter().DynamicBlock(BitWriter.Lengths(257, (256, 1)), [0]).Code("0"), []);

    [Fact]
    public void A_single_distance_code_is_accepted() =>
        ShouldBe(
            new BitWriter()
                .DynamicBlock(BitWriter.Lengths(258, ('a', 1), (256, 2), (257, 2)), [1])
                .Code("0")
                .Code("11")
                .Code("0")
                .Code("10"),
            "aaaa"u8.ToArray()
        );

    [Fact]
    public void A_block_without_distances_is_accepted() =>
        ShouldBe(
            new BitWriter().DynamicBlock(BitWriter.Lengths(257, ('a', 1), (256, 1)), [0]).Code("001"),
            "aa"u8.ToArray()
        );

    [Fact]
    public void Codes_of_15_bits_are_decoded()
    {
        // a: 0, b: 10, and so on, each one bit longer. The last two codes have 15 bits.
        var codes = Enumerable.Range(0, 16).Select(i => (i < 15 ? 'a' + i : 256, Math.Min(i + 1, 15))).ToArray();
        var writer = new BitWriter().DynamicBlock(BitWriter.Lengths(257, codes), [0]);
        for (var i = 0; i < 15; i++)
        {
            writer.Code(new string('1', i) + (i < 15 ? "0" : ""));
        }

        ShouldBe(writer.Code(new string('1', 15)), "abcdefghijklmno"u8.ToArray());
    }

    [Fact]
    public void The_maximum_distance_is_accepted_after_32_KiB_of_output()
    {
        var history = GzipSamples.Random(32768, seed: 9);
        var writer = new BitWriter().StoredBlock(history);
        writer.FinalBlock(1).FixedMatch(3, 32768).Fixed(256);
        ShouldBe(writer, [.. history, .. history[..3]]);
    }

    [Fact]
    public void A_wrong_checksum_or_size_is_malformed()
    {
        var member = GzipSamples.Compress([1, 2, 3]);
        for (var i = 1; i <= 8; i++)
        {
            var wrong = member.ToArray();
            wrong[^i] ^= 0x10;
            GzipRun.Whole(wrong).Status.Should().Be(GzipStatus.Malformed);
        }
    }

    private static GzipStatus Status(byte[] deflate)
    {
        var whole = GzipRun.Whole(GzipSamples.Member(deflate, []));
        GzipRun.InPieces(GzipSamples.Member(deflate, []), () => 1).Status.Should().Be(whole.Status);
        return whole.Status;
    }

    private static void ShouldBe(BitWriter deflate, byte[] content)
    {
        var data = deflate.ToArray();
        foreach (var following in new[] { 0, 1000 })
        {
            byte[] member = [.. GzipSamples.Member(data, content), .. new byte[following]];
            var run = GzipRun.Whole(member);
            run.Status.Should().Be(GzipStatus.Complete);
            run.Content.Should().Equal(content);
            run.Consumed.Should().Be(member.Length - following);
        }

        GzipSamples.DeflateReference(data).Should().Equal(content);
    }
}
