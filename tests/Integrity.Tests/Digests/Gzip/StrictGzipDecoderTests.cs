using System.IO.Compression;
using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

public class StrictGzipDecoderTests
{
    private const int Window = 32 * 1024;

    public static TheoryData<int> Lengths() =>
        [
            0,
            1,
            2,
            3,
            100,
            257,
            258,
            259,
            Window - 1,
            Window,
            Window + 1,
            65535,
            65536,
            100_000,
            160 * 1024,
            (160 * 1024) + 1,
            1_000_000,
        ];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Members_of_every_level_and_kind_of_content_are_decoded(int length)
    {
        var decoder = new StrictGzipDecoder();
        foreach (var content in Contents(length))
        {
            foreach (var level in Enum.GetValues<CompressionLevel>())
            {
                ShouldDecode(GzipSamples.Compress(content, level), content, decoder);
            }
        }
    }

    [Theory]
    [InlineData(ZLibCompressionStrategy.Default)]
    [InlineData(ZLibCompressionStrategy.Filtered)]
    [InlineData(ZLibCompressionStrategy.Fixed)]
    [InlineData(ZLibCompressionStrategy.HuffmanOnly)]
    [InlineData(ZLibCompressionStrategy.RunLengthEncoding)]
    public void Members_of_every_strategy_are_decoded(ZLibCompressionStrategy strategy)
    {
        var decoder = new StrictGzipDecoder();
        foreach (var content in Contents(300_000))
        {
            for (var level = 0; level <= 9; level += 3)
            {
                ShouldDecode(GzipSamples.Compress(content, level, strategy), content, decoder);
            }
        }
    }

    [Fact]
    public void Several_megabytes_are_decoded()
    {
        foreach (var content in Contents(5_000_000))
        {
            ShouldDecode(GzipSamples.Compress(content, CompressionLevel.Fastest), content, new StrictGzipDecoder());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Pieces_of_any_length_give_the_same_content(int pieceLength)
    {
        var decoder = new StrictGzipDecoder();
        foreach (var content in Contents(200_000))
        {
            foreach (var level in Enum.GetValues<CompressionLevel>())
            {
                decoder.Reset();
                ShouldBeComplete(
                    GzipRun.InPieces(GzipSamples.Compress(content, level), () => pieceLength, decoder),
                    content
                );
            }
        }
    }

    [Fact]
    public void Pieces_of_random_lengths_give_the_same_content()
    {
        var decoder = new StrictGzipDecoder();
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            foreach (var content in Contents(random.Next(100_000)))
            {
                decoder.Reset();
                ShouldBeComplete(
                    GzipRun.InPieces(GzipSamples.Compress(content), () => random.Next(1 << random.Next(14)), decoder),
                    content
                );
            }
        }
    }

    [Fact]
    public void The_example_in_the_grammar_is_decoded() =>
        ShouldBeComplete(
            GzipRun.Whole(Convert.FromHexString("1F8B08000000000000034B040043BEB7E801000000")),
            "a"u8.ToArray()
        );

    [Fact]
    public void Bytes_after_the_member_are_not_consumed()
    {
        var content = GzipSamples.Text(1000, seed: 3);
        var member = GzipSamples.Compress(content);
        for (var trailing = 0; trailing < 40; trailing++)
        {
            var run = GzipRun.Whole([.. member, .. GzipSamples.Random(trailing, seed: 4)]);
            ShouldBeComplete(run, content);
            run.Consumed.Should().Be(member.Length);
        }
    }

    [Fact]
    public void Every_truncation_is_detected_and_the_decodable_part_is_output()
    {
        var content = GzipSamples.Text(3000, seed: 5);
        foreach (var level in Enum.GetValues<CompressionLevel>())
        {
            var member = GzipSamples.Compress(content, level);
            var last = 0;
            for (var length = 0; length < member.Length; length++)
            {
                var run = GzipRun.Whole(member[..length]);
                run.Status.Should().Be(GzipStatus.Truncated, $"the input has {length} of {member.Length} bytes");
                content.AsSpan(0, run.Content.Length).SequenceEqual(run.Content).Should().BeTrue();
                run.Content.Length.Should().BeGreaterThanOrEqualTo(last);
                last = run.Content.Length;
            }

            last.Should().Be(content.Length, "only a part of the trailer is missing");
        }
    }

    [Fact]
    public void Every_flipped_bit_is_detected_or_harmless()
    {
        var content = GzipSamples.Text(600, seed: 6);
        foreach (var level in Enum.GetValues<CompressionLevel>())
        {
            var member = GzipSamples.Compress(content, level);
            for (var bit = 0; bit < member.Length * 8; bit++)
            {
                member[bit / 8] ^= (byte)(1 << (bit % 8));
                var run = GzipRun.Whole(member);
                (run.Status != GzipStatus.Complete || run.Content.AsSpan().SequenceEqual(content))
                    .Should()
                    .BeTrue($"bit {bit} is flipped");
                member[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("truncated")]
    [InlineData("malformed")]
    public void A_finished_decoder_throws_until_it_is_reset(string end)
    {
        var member = GzipSamples.Compress([1, 2, 3]);
        var input = end switch
        {
            "complete" => member,
            "truncated" => member[..^1],
            _ => [.. member[..^1], 1],
        };
        var decoder = new StrictGzipDecoder();
        GzipRun.Whole(input, decoder).Status.ToString().ToLowerInvariant().Should().Be(end);

        FluentActions
            .Invoking(() => decoder.Decode(member, true, out _, out _))
            .Should()
            .Throw<InvalidOperationException>();

        decoder.Reset();
        ShouldBeComplete(GzipRun.Whole(member, decoder), [1, 2, 3]);
    }

    private static IEnumerable<byte[]> Contents(int length) =>
        [GzipSamples.Text(length, 1), GzipSamples.Runs(length, 2), GzipSamples.Random(length, 3), new byte[length]];

    private static void ShouldDecode(byte[] member, byte[] content, StrictGzipDecoder decoder)
    {
        decoder.Reset();
        var run = GzipRun.Whole(member, decoder);
        ShouldBeComplete(run, content);
        run.Consumed.Should().Be(member.Length);
    }

    private static void ShouldBeComplete(GzipRun run, byte[] content)
    {
        run.Status.Should().Be(GzipStatus.Complete);
        run.Content.AsSpan().SequenceEqual(content).Should().BeTrue();
    }
}
