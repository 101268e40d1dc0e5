using System.Buffers.Binary;

namespace Integrity.Digests.Gzip;

/// <summary>How a call of <see cref="StrictGzipDecoder.Decode"/> ended.</summary>
internal enum GzipStatus
{
    /// <summary>The output is full; call again with the rest of the input.</summary>
    Continue,

    /// <summary>The rest of the input is too short to go on; present it again in front of more.</summary>
    NeedsInput,

    /// <summary>One member has ended, and its checksum and size were right.</summary>
    Complete,

    /// <summary>The input has ended within the member.</summary>
    Truncated,

    /// <summary>The input is no valid gzip member.</summary>
    Malformed,
}

/// <summary>
/// Decodes one gzip member (RFC 1952) as strictly as zlib does, from input that comes in pieces.
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
///           [crc16]          ; FHCRC: the low half of the CRC-32 of all header bytes in front of it
/// data    = deflate stream   ; RFC 1951
/// trailer = crc32 size32     ; of the inflated bytes; all numbers have their lowest byte first
/// </code>
/// Example, the member of the one byte "a":
/// <code>1F 8B 08 00 00000000 00 03  4B 04 00  43BEB7E8 01000000</code>
/// Not thread safe; <see cref="Reset"/> makes an instance ready for the next member. It allocates nothing after its construction.
/// </summary>
internal sealed class StrictGzipDecoder
{
    /// <summary>The most bytes that <see cref="GzipStatus.NeedsInput"/> leaves unconsumed.</summary>
    public const int MaxLeftover = 1024;

    private const int TrailerLength = 8;

    private readonly GzipHeader _header = new();
    private readonly Inflater _inflater = new();
    private Phase _phase;
    private uint _crc;
    private uint _size; // modulo 2^32, as the trailer has it

    private enum Phase
    {
        Header,
        Data,
        Trailer,
        Ended,
    }

    /// <summary>Makes the instance ready for another member.</summary>
    public void Reset()
    {
        _header.Reset();
        _inflater.Reset();
        _phase = Phase.Header;
        _crc = 0;
        _size = 0;
    }

    /// <summary>Decodes as much as the input and the room for output allow.</summary>
    /// <param name="input">what the last call has left over, and the bytes that follow it</param>
    /// <param name="endOfInput">whether no more bytes will come</param>
    /// <param name="consumed">how many bytes of the input are used up</param>
    /// <param name="output">inflated bytes, possibly none, whatever the status; valid until the next call</param>
    /// <returns>why decoding stopped</returns>
    /// <exception cref="InvalidOperationException">the member has already ended, well or not</exception>
    public GzipStatus Decode(ReadOnlySpan<byte> input, bool endOfInput, out int consumed, out ReadOnlySpan<byte> output)
    {
        consumed = 0;
        output = default;
        var status = _phase switch
        {
            Phase.Header => DecodeHeader(input, out consumed, out output),
            Phase.Data => DecodeData(input, out consumed, out output),
            Phase.Trailer => CheckTrailer(input, out consumed),
            _ => throw new InvalidOperationException("The member has ended; reset the decoder before another one."),
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
