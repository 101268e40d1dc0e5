namespace Integrity.Digests.Gzip;

/// <summary>Result of <see cref="Inflater.Inflate"/>.</summary>
internal enum InflateStatus
{
    /// <summary>Decoding continues (never returned).</summary>
    Running,

    /// <summary>The final block has ended.</summary>
    Done,

    /// <summary>The remaining input is too short for the next step.</summary>
    NeedsInput,

    /// <summary>The window is full.</summary>
    OutputFull,

    /// <summary>The data violates the deflate format.</summary>
    Malformed,
}

/// <summary>
/// Decodes the deflate format (RFC 1951). This file contains the block structure. Symbols are decoded by the careful
/// loop (InflaterCareful.cs) near the end of the input or window, and by the fast loop (InflaterFast.cs) elsewhere.
/// </summary>
internal sealed partial class Inflater
{
    /// <summary>Maximum distance of a match.</summary>
    private const int HistorySize = 32 * 1024;

    /// <summary>Window space for output, in addition to the history.</summary>
    private const int OutputSize = 128 * 1024;

    private const int Capacity = HistorySize + OutputSize;

    /// <summary>Maximum length of a match.</summary>
    private const int MaxMatch = 258;

    /// <summary>If less output space is left, the history is moved to the front of the window first.</summary>
    private const int MinOutput = 4 * 1024;

    private readonly byte[] _window = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private readonly BlockCodes _codes = new();

    /// <summary>Number of decoded bytes in the window. Matches copy from them.</summary>
    private int _written;

    private ulong _bits;
    private int _bitCount;
    private Phase _phase;
    private bool _isFinalBlock;
    private int _storedLeft;

    private enum Phase
    {
        BlockStart,
        Stored,
        Symbols,
        Done,
    }

    /// <summary>Prepares the instance for another stream.</summary>
    public void Reset()
    {
        _written = 0;
        _bits = 0;
        _bitCount = 0;
        _phase = Phase.BlockStart;
        _isFinalBlock = false;
        _storedLeft = 0;
    }

    /// <summary>Decodes as much as the input and the window allow.</summary>
    /// <param name="input">The unread bytes.</param>
    /// <param name="consumed">
    /// Number of bytes read by this call. <see cref="InflateStatus.NeedsInput"/> leaves fewer than 1024 unread.
    /// </param>
    /// <param name="output">The decoded bytes, valid until the next call.</param>
    /// <returns>Why decoding stopped.</returns>
    public InflateStatus Inflate(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> output)
    {
        MoveHistoryIfFull();
        var start = _written;
        var reader = new BitReader(input, _bits, _bitCount);
        var status = DecodeBlocks(ref reader);
        reader.ReturnWholeBytes();
        (_bits, _bitCount) = (reader.Bits, reader.Count);
        consumed = reader.Position;
        output = _window.AsSpan(start, _written - start);
        return status;
    }

    private void MoveHistoryIfFull()
    {
        if (Capacity - _written >= MinOutput)
        {
            return;
        }

        // The minimum is far below the output size, so more than HistorySize has been written.
        _window.AsSpan(_written - HistorySize, HistorySize).CopyTo(_window);
        _written = HistorySize;
    }

    private InflateStatus DecodeBlocks(ref BitReader reader)
    {
        while (true)
        {
            var status = _phase switch
            {
                Phase.BlockStart => StartBlock(ref reader),
                Phase.Stored => CopyStoredBlock(ref reader),
                Phase.Symbols => DecodeSymbols(ref reader),
                _ => InflateStatus.Done,
            };
            if (status != InflateStatus.Running)
            {
                return status;
            }
        }
    }

    private void EndBlock() => _phase = _isFinalBlock ? Phase.Done : Phase.BlockStart;

    /// <summary>Reads the complete header of a block, or restores the reader.</summary>
    private InflateStatus StartBlock(ref BitReader reader)
    {
        var before = reader;
        var status = ReadBlockStart(ref reader);
        switch (status)
        {
            case PieceStatus.NeedsInput:
                reader = before;
                return InflateStatus.NeedsInput;
            case PieceStatus.Malformed:
                return InflateStatus.Malformed;
            default:
                return InflateStatus.Running;
        }
    }

    private PieceStatus ReadBlockStart(ref BitReader reader)
    {
        reader.Refill();
        if (reader.Count < 3)
        {
            return PieceStatus.NeedsInput;
        }

        _isFinalBlock = reader.Take(1) == 1;
        switch (reader.Take(2))
        {
            case 0:
                return ReadStoredLength(ref reader);
            case 1:
                _codes.SetFixed();
                _phase = Phase.Symbols;
                return PieceStatus.Done;
            case 2:
                _phase = Phase.Symbols;
                var status = _codes.ReadDynamic(ref reader);
                if (status == PieceStatus.NeedsInput)
                {
                    _phase = Phase.BlockStart;
                }

                return status;
            default:
                return PieceStatus.Malformed;
        }
    }

    private PieceStatus ReadStoredLength(ref BitReader reader)
    {
        reader.Skip(reader.Count & 7);
        reader.Refill();
        if (reader.Count < 32)
        {
            return PieceStatus.NeedsInput;
        }

        var length = reader.Take(16);
        if (reader.Take(16) != (length ^ 0xFFFF))
        {
            return PieceStatus.Malformed;
        }

        reader.ReturnWholeBytes();
        _storedLeft = length;
        _phase = Phase.Stored;
        return PieceStatus.Done;
    }

    private InflateStatus CopyStoredBlock(ref BitReader reader)
    {
        var length = Math.Min(_storedLeft, Math.Min(Capacity - _written, reader.Input.Length - reader.Position));
        reader.Input.Slice(reader.Position, length).CopyTo(_window.AsSpan(_written));
        reader.Position += length;
        _written += length;
        _storedLeft -= length;
        if (_storedLeft == 0)
        {
            EndBlock();
            return InflateStatus.Running;
        }

        return _written == Capacity ? InflateStatus.OutputFull : InflateStatus.NeedsInput;
    }
}
