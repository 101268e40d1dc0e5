using Integrity.Digests.Gzip;

namespace Integrity.Tests.Digests.Gzip;

/// <summary>The result of decoding an input to its end.</summary>
internal sealed record GzipRun(GzipStatus Status, byte[] Content, int Consumed)
{
    /// <summary>Decodes the whole input in one call.</summary>
    public static GzipRun Whole(byte[] input, StrictGzipDecoder? decoder = null) =>
        InPieces(input, () => int.MaxValue, decoder);

    /// <summary>
    /// Decodes the input in pieces, as a caller with a buffer does. Bytes that a call leaves over are passed again with
    /// the next piece.
    /// </summary>
    public static GzipRun InPieces(byte[] input, Func<int> pieceLength, StrictGzipDecoder? decoder = null)
    {
        decoder ??= new StrictGzipDecoder();
        using var content = new MemoryStream();
        var (start, end) = (0, (int)Math.Min(input.Length, (long)pieceLength()));
        while (true)
        {
            var status = decoder.Decode(
                input.AsSpan(start, end - start),
                end == input.Length,
                out var consumed,
                out var output
            );
            consumed.Should().BeInRange(0, end - start);
            content.Write(output);
            start += consumed;
            switch (status)
            {
                case GzipStatus.Continue:
                    (consumed + output.Length).Should().BePositive();
                    break;
                case GzipStatus.NeedsInput:
                    end.Should().BeLessThan(input.Length);
                    (end - start).Should().BeLessThanOrEqualTo(StrictGzipDecoder.MaxLeftover);
                    end = (int)Math.Min(input.Length, (long)end + pieceLength());
                    break;
                default:
                    return new GzipRun(status, content.ToArray(), start);
            }
        }
    }
}
