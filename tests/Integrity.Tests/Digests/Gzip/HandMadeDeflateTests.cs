using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

/// <summary>Valid streams that compressors hardly ever produce.</summary>
public class HandMadeDeflateTests
{
    [Fact]
    public void Matches_of_every_length_at_short_distances_are_copied()
    {
        var random = new Random(30);
        var content = new List<byte>();
        var writer = new BitWriter().FinalBlock(1);
        for (var distance = 1; distance <= 140; distance++)
        {
            for (var length = 3; length <= 258; length += distance < 40 ? 1 : 17)
            {
                // Fresh literals, so that a wrong copy is noticed.
                foreach (
                    var literal in GzipSamples.Random(Math.Max(random.Next(8), distance - content.Count), random.Next())
                )
                {
                    content.Add(literal);
                    writer.Fixed(literal);
                }

                writer.FixedMatch(length, distance);
                AddMatch(content, length, distance);
            }
        }

        ShouldBe(writer.Fixed(256), content);
    }

    [Fact]
    public void Matches_at_any_distance_within_the_window_are_copied()
    {
        var random = new Random(31);
        var content = GzipSamples.Random(32768, seed: 32).ToList();
        var writer = new BitWriter().StoredBlock([.. content]).FinalBlock(1);
        for (var i = 0; i < 5000; i++)
        {
            var (length, distance) = (random.Next(3, 259), random.Next(1, 32769));
            writer.FixedMatch(length, distance);
            AddMatch(content, length, distance);
        }

        ShouldBe(writer.Fixed(256), content);
    }

    [Fact]
    public void Huffman_codes_of_any_shape_are_decoded()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var content = GzipSamples.Random(32768, seed).ToList();
            var literalSymbols = Some(random, 286, must: 256);
            var distanceSymbols = Some(random, 30, must: 0);
            var lengths = Symbols.RandomLengths(286, literalSymbols, random);
            var distanceLengths = Symbols.RandomLengths(30, distanceSymbols, random);
            var (codes, distanceCodes) = (Symbols.Codes(lengths), Symbols.Codes(distanceLengths));
            var writer = new BitWriter().StoredBlock([.. content]).DynamicBlock(lengths, distanceLengths);
            for (var i = 0; i < 3000; i++)
            {
                var symbol = literalSymbols[i % literalSymbols.Length];
                if (symbol < 256)
                {
                    writer.Code(codes[symbol]);
                    content.Add((byte)symbol);
                }
                else if (symbol > 256)
                {
                    var distanceSymbol = distanceSymbols[random.Next(distanceSymbols.Length)];
                    var extra = random.Next(1 << Symbols.LengthExtraBits(symbol));
                    var distanceExtra = random.Next(1 << Symbols.DistanceExtraBits(distanceSymbol));
                    writer.Code(codes[symbol]).Bits(extra, Symbols.LengthExtraBits(symbol));
                    writer
                        .Code(distanceCodes[distanceSymbol])
                        .Bits(distanceExtra, Symbols.DistanceExtraBits(distanceSymbol));
                    AddMatch(
                        content,
                        Symbols.LeastLength(symbol) + extra,
                        Symbols.LeastDistance(distanceSymbol) + distanceExtra
                    );
                }
            }

            ShouldBe(writer.Code(codes[256]), content);
        }
    }

    private static int[] Some(Random random, int alphabet, int must)
    {
        var others = Enumerable.Range(0, alphabet).Where(symbol => symbol != must).ToArray();
        random.Shuffle(others);
        return [must, .. others.Take(random.Next(1, alphabet))];
    }

    private static void AddMatch(List<byte> content, int length, int distance)
    {
        for (var i = 0; i < length; i++)
        {
            content.Add(content[^distance]);
        }
    }

    private static void ShouldBe(BitWriter deflate, List<byte> expected)
    {
        var content = expected.ToArray();
        var member = GzipSamples.Member(deflate.ToArray(), content);
        foreach (var run in new[] { GzipRun.Whole(member), GzipRun.InPieces(member, () => 3) })
        {
            run.Status.Should().Be(GzipStatus.Complete);
            run.Content.AsSpan().SequenceEqual(content).Should().BeTrue();
        }

        GzipSamples.Reference(member).AsSpan().SequenceEqual(content).Should().BeTrue();
    }
}
