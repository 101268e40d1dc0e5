using System.Buffers.Binary;

namespace Integrity.Digests.Gzip;

/// <summary>Result of <see cref="StrictGzipDecoder.Decode"/>.</summary>
internal enum GzipStatus
{
    /// <summary>The output is full. Call again with the remaining input.</summary>
    Continue,

    /// <summary>The remaining input is too short. Pass it again, followed by more.</summary>
    NeedsInput,

    /// <summary>The member has ended, and its checksum and size match.</summary>
    Complete,

    /// <summary>The input ended within the member.</summary>
    Truncated,

    /// <summary>The input is not a valid gzip member.</summary>
    Malformed,
}

/// <summary>
/// Decodes one gzip member (RFC 1952) as strictly as zlib, from chunks of input.
/// <code>
/// member  = header data trailer
/// header  = %x1F %x8B        ; magic
///           %x08             ; method: deflate
///           flags            ; 1 text, 2 FHCRC, 4 FEXTRA, 8 FNAME, 16 FCOMMENT; the others must be 0
///           4byte            ; modification time
///           2byte            ; extra flags, operating system
///           [length16 *byte] ; FEXTRA
///           [*nonzero %x00]  ; FNAME
///           [*nonzero %x00]  ; FCOMMENT
///           [crc16]          ; FHCRC: the low half of the CRC-32 of all header bytes before it
/// data    = deflate stream   ; RFC 1951
/// trailer = crc32 size32     ; of the decompressed bytes; all numbers are little-endian
/// </code>
/// Example, the member of the single byte "a":
/// <code>1F 8B 08 00 00000000 00 03  4B 04 00  43BEB7E8 01000000</code>
/// Not thread-safe. Call <see cref="Reset"/> before the next member. Allocates nothing after construction.
/// </summary>
internal sealed class StrictGzipDecoder
{
    /// <summary>Maximum number of bytes that <see cref="GzipStatus.NeedsInput"/> leaves unread.</summary>
    public const int MaxLeftover = 1024;

    private const int TrailerLength = 8;

    private readonly GzipHeader _header = new();
    private readonly Inflater _inflater = new();
    private Phase _phase;
    private uint _crc;
    private uint _size; // Modulo 2^32, as in the trailer.

    private enum Phase
    {
        Header,
        Data,
        Trailer,
        Ended,
    }

    /// <summary>Prepares the instance for another member.</summary>
    public void Reset()
    {
        _header.Reset();
        _inflater.Reset();
        _phase = Phase.Header;
        _crc = 0;
        _size = 0;
    }

    /// <summary>Decodes as much as the input and the output space allow.</summary>
    /// <param name="input">The bytes left unread by the previous call, followed by more.</param>
    /// <param name="endOfInput">Whether this is the last input.</param>
    /// <param name="consumed">Number of bytes read by this call.</param>
    /// <param name="output">Decompressed bytes, possibly none, with any status. Valid until the next call.</param>
    /// <returns>Why decoding stopped.</returns>
    /// <exception cref="InvalidOperationException">The member has already ended or was malformed.</exception>
    public GzipStatus Decode(ReadOnlySpan<byte> input, bool endOfInput, out int consumed, out ReadOnlySpan<byte> output)
    {
        consumed = 0;
        output = default;
        var status = _phase switch
        {
            Phase.Header => DecodeHeader(input, out consumed, out output),
            Phase.Data => DecodeData(input, out consumed, out output),
            Phase.Trailer => CheckTrailer(input, out consumed),
            _ => throw new InvalidOperationException("the member has ended; call Reset before the next one"),
        };
        if (status == GzipStatus.NeedsInput && endOfInput)
        {
            status = GzipStatus.Truncated;
        }

        if (status is GzipStatus.Complete or GzipStatus.Truncated or GzipStatus.Malformed)
        {
            _phase = Phase.Ended;
        }

        return status;
    }

    private GzipStatus DecodeHeader(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> output)
    {
        output = default;
        switch (_header.Read(input, out consumed))
        {
            case PieceStatus.NeedsInput:
                return GzipStatus.NeedsInput;
            case PieceStatus.Malformed:
                return GzipStatus.Malformed;
        }

        _phase = Phase.Data;
        var status = DecodeData(input[consumed..], out var more, out output);
        consumed += more;
        return status;
    }

    private GzipStatus DecodeData(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> output)
    {
        var status = _inflater.Inflate(input, out consumed, out output);
        _crc = Crc32.Update(_crc, output);
        _size += (uint)output.Length;
        switch (status)
        {
            case InflateStatus.NeedsInput:
                return GzipStatus.NeedsInput;
            case InflateStatus.OutputFull:
                return GzipStatus.Continue;
            case InflateStatus.Malformed:
                return GzipStatus.Malformed;
        }

        _phase = Phase.Trailer;
        var end = CheckTrailer(input[consumed..], out var more);
        consumed += more;
        return end;
    }

    private GzipStatus CheckTrailer(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (input.Length < TrailerLength)
        {
            return GzipStatus.NeedsInput;
        }

        consumed = TrailerLength;
        return
            BinaryPrimitives.ReadUInt32LittleEndian(input) == _crc
            && BinaryPrimitives.ReadUInt32LittleEndian(input[4..]) == _size
            ? GzipStatus.Complete
            : GzipStatus.Malformed;
    }
}
