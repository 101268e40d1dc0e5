using System.Collections.Concurrent;
using Integrity.Digests.Gzip;

namespace Integrity.Storage;

/// <summary>The result of reading a gzip object.</summary>
internal enum InflatedStatus
{
    /// <summary>Not a valid gzip member: bad header, bad data, wrong checksum or length.</summary>
    Malformed = 0,

    /// <summary>The gzip member ends early.</summary>
    Truncated,

    /// <summary>Data follows the gzip member.</summary>
    TrailingData,

    /// <summary>The content exceeds the maximum size.</summary>
    TooLarge,

    /// <summary>The object is large but contains almost nothing, such as a stream of empty blocks.</summary>
    NearlyEmpty,

    /// <summary>The object is exactly one valid gzip member.</summary>
    Complete,
}

/// <summary>
/// Decompresses an object into a sink, strictly and in constant memory. Instances are reused, because their buffers are
/// large.
/// </summary>
internal sealed class InflatedContent
{
    private const int InputSize = 64 << 10;

    /// <summary>Maximum input before any output. Deflate streams can contain endless empty blocks.</summary>
    private const long MaxInputBeforeOutput = 1 << 20;

    /// <summary>Maximum input per byte of output. A writer that flushes after each byte needs 8.</summary>
    private const int MaxInputPerOutput = 16;

    private static readonly ConcurrentBag<InflatedContent> Idle = [];

    private readonly StrictGzipDecoder _decoder = new();
    private readonly byte[] _input = new byte[InputSize];

    /// <summary>
    /// Decompresses <paramref name="content"/> until it ends or proves invalid. The bytes in the sink count only if the
    /// status is <see cref="InflatedStatus.Complete"/>.
    /// </summary>
    /// <exception cref="StoreException">The object cannot be read.</exception>
    public static async ValueTask<InflatedStatus> ReadAsync(
        Stream content,
        IContentSink sink,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        var reader = Idle.TryTake(out var idle) ? idle : new InflatedContent();
        try
        {
            return await reader.PumpAsync(content, sink, maxBytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Idle.Add(reader);
        }
    }

    private async ValueTask<InflatedStatus> PumpAsync(
        Stream content,
        IContentSink sink,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        _decoder.Reset();
        // Compressed data can be slightly longer than its content.
        var inputLeft = maxBytes + (maxBytes / 64) + InputSize;
        var outputLeft = maxBytes;
        var inputRead = 0L;
        var filled = 0;
        var atEnd = false;
        while (true)
        {
            if (!atEnd)
            {
                var read = await content.ReadAsync(_input.AsMemory(filled), cancellationToken).ConfigureAwait(false);
                atEnd = read == 0;
                filled += read;
                inputLeft -= read;
                if (inputLeft < 0)
                    return InflatedStatus.TooLarge;
                inputRead += read;
                var outputSoFar = maxBytes - outputLeft;
                if (inputRead > MaxInputBeforeOutput + (MaxInputPerOutput * outputSoFar))
                    return InflatedStatus.NearlyEmpty;
            }
            var status = Decode(ref filled, atEnd, sink, ref outputLeft);
            if (outputLeft < 0)
                return InflatedStatus.TooLarge;
            if (status is { } ended)
                return
                    ended == InflatedStatus.Complete
                    && await HasMoreAsync(content, filled, cancellationToken).ConfigureAwait(false)
                    ? InflatedStatus.TrailingData
                    : ended;
        }
    }

    /// <summary>
    /// Decodes the input buffer and moves the remainder to its front. Returns <c>null</c> if more input is needed.
    /// </summary>
    private InflatedStatus? Decode(ref int filled, bool atEnd, IContentSink sink, ref long outputLeft)
    {
        var start = 0;
        while (true)
        {
            var status = _decoder.Decode(_input.AsSpan(start, filled - start), atEnd, out var consumed, out var output);
            start += consumed;
            outputLeft -= output.Length;
            if (outputLeft < 0)
                return null;
            if (!output.IsEmpty)
                sink.Append(output);
            if (status == GzipStatus.Continue)
                continue;
            _input.AsSpan(start, filled - start).CopyTo(_input);
            filled -= start;
            return status switch
            {
                GzipStatus.NeedsInput => null,
                GzipStatus.Complete => InflatedStatus.Complete,
                GzipStatus.Truncated => InflatedStatus.Truncated,
                _ => InflatedStatus.Malformed,
            };
        }
    }

    private async ValueTask<bool> HasMoreAsync(Stream content, int leftover, CancellationToken cancellationToken) =>
        leftover > 0 || await content.ReadAsync(_input.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) > 0;
}
