using System.Collections.Concurrent;
using Integrity.Digests.Gzip;

namespace Integrity.Storage;

/// <summary>How the reading of a gzip object ended.</summary>
internal enum InflatedStatus
{
    /// <summary>It is not a gzip member: bad header, bad data, wrong checksum or length.</summary>
    Malformed = 0,

    /// <summary>The member ends too early.</summary>
    Truncated,

    /// <summary>A whole member, and then something else.</summary>
    TrailingData,

    /// <summary>It is larger than allowed.</summary>
    TooLarge,

    /// <summary>It is large and holds almost nothing, as a stream of empty blocks does.</summary>
    Hollow,

    /// <summary>Exactly one whole member.</summary>
    Complete,
}

/// <summary>Inflates an object into a sink, strictly and in constant memory. Instances are kept for the next object, since their buffers are large.</summary>
internal sealed class InflatedContent
{
    private const int InputSize = 64 << 10;

    /// <summary>How much input may come before any output. Deflate can hold endless blocks without content.</summary>
    private const long MaxIdleInput = 1 << 20;

    /// <summary>How much input a byte of output may take. A writer that flushes after each byte needs 8.</summary>
    private const int MaxInputPerOutput = 16;

    private static readonly ConcurrentBag<InflatedContent> Idle = [];

    private readonly StrictGzipDecoder _decoder = new();
    private readonly byte[] _input = new byte[InputSize];

    /// <summary>Reads <paramref name="content"/> to its end, or until it is known to be bad. What was appended to the sink counts only with the status.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
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
        // stored content is a little longer than what it holds
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
                if (inputRead > MaxIdleInput + (MaxInputPerOutput * outputSoFar))
                    return InflatedStatus.Hollow;
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

    /// <summary>Decodes what is in the input buffer and moves the rest to its front; <c>null</c> while more input is needed.</summary>
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
