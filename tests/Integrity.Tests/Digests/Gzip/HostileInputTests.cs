using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

/// <summary>Random inputs, on which the platform's decoder and this one must agree.</summary>
public class HostileInputTests
{
    [Fact]
    public void Any_input_ends_with_a_status() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                bytes =>
                {
                    var decoder = new StrictGzipDecoder();
                    GzipRun.Whole(bytes, decoder).Status.Should().BeOneOf(GzipStatus.Malformed, GzipStatus.Truncated);
                    decoder.Reset();
                    GzipRun
                        .Whole([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, .. bytes], decoder)
                        .Status.Should()
                        .NotBe(GzipStatus.NeedsInput);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Mutated_deflate_streams_are_accepted_exactly_when_the_platform_accepts_them()
    {
        var random = new Random(20);
        var originals = Originals().Select(content => Deflate(content, random)).ToArray();
        var inflater = new Inflater();
        var accepted = 0;
        for (var round = 0; round < 60_000; round++)
        {
            var data = Mutate(originals[random.Next(originals.Length)], random);
            var expected = GzipSamples.DeflateReference(data);
            var actual = Inflate(inflater, data);
            if (
                expected is null != actual is null
                || (expected is not null && !expected.AsSpan().SequenceEqual(actual))
            )
            {
                Assert.Fail($"round {round}: {Convert.ToHexString(data)}");
            }

            accepted += actual is null ? 0 : 1;
        }

        accepted.Should().BeInRange(3_000, 57_000, "both outcomes must occur");
    }

    [Fact]
    public void Mutated_members_are_accepted_exactly_when_the_platform_accepts_them()
    {
        var random = new Random(21);
        var originals = Originals().Select(content => GzipSamples.Compress(content)).ToArray();
        var decoder = new StrictGzipDecoder();
        for (var round = 0; round < 40_000; round++)
        {
            var member = Mutate(originals[random.Next(originals.Length)], random);
            decoder.Reset();
            var run = GzipRun.InPieces(member, () => random.Next(1, 400), decoder);

            // The platform's decoder continues with a second member, so it only gets the first one.
            var expected = GzipSamples.Reference(run.Status == GzipStatus.Complete ? member[..run.Consumed] : member);
            if (
                run.Status == GzipStatus.Complete
                    ? expected is null || !expected.AsSpan().SequenceEqual(run.Content)
                    : expected is not null
            )
            {
                Assert.Fail($"round {round}: {run.Status} {Convert.ToHexString(member)}");
            }
        }
    }

    private static IEnumerable<byte[]> Originals() =>
        Enumerable
            .Range(0, 40)
            .SelectMany(seed =>
                new[]
                {
                    GzipSamples.Text(1 + (seed * 7), seed),
                    GzipSamples.Text(seed * 30, seed),
                    GzipSamples.Runs(1 + (seed * 20), seed),
                    GzipSamples.Random(1 + seed, seed),
                }
            );

    private static byte[] Deflate(byte[] content, Random random)
    {
        using var data = new MemoryStream();
        var options = new ZLibCompressionOptions
        {
            CompressionLevel = random.Next(10),
            CompressionStrategy = (ZLibCompressionStrategy)random.Next(5),
        };
        using (var deflate = new DeflateStream(data, options, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return data.ToArray();
    }

    /// <summary>Changes, inserts, removes or appends a few bytes.</summary>
    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            // The bytes that matter most are near the start.
            var at = random.Next(2) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(bytes.Count, 24));
            switch (random.Next(8))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    bytes.AddRange(GzipSamples.Random(random.Next(100), random.Next()));
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[]? Inflate(Inflater inflater, byte[] data)
    {
        inflater.Reset();
        using var content = new MemoryStream();
        var start = 0;
        InflateStatus status;
        do
        {
            status = inflater.Inflate(data.AsSpan(start), out var consumed, out var output);
            start += consumed;
            content.Write(output);
        } while (status == InflateStatus.OutputFull);
        return status == InflateStatus.Done ? content.ToArray() : null;
    }
}
