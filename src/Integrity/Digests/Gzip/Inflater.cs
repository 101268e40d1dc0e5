namespace Integrity.Digests.Gzip;

/// <summary>How a call of <see cref="Inflater.Inflate"/> ended.</summary>
internal enum InflateStatus
{
    /// <summary>Nothing has stopped it (never returned).</summary>
    Running,

    /// <summary>The final block has ended.</summary>
    Done,

    /// <summary>The rest of the input is too short for the next piece.</summary>
    NeedsInput,

    /// <summary>The window has no room left.</summary>
    OutputFull,

    /// <summary>The data break the deflate format.</summary>
    Malformed,
}

/// <summary>
/// Decodes the deflate format (RFC 1951). This part walks over the blocks; symbols are decoded by the careful loop (InflaterCareful.cs)
/// near the ends of the input and of the window, and by the fast loop (InflaterFast.cs) everywhere else.
/// </summary>
internal sealed partial class Inflater
{
    /// <summary>How far back a distance reaches.</summary>
    private const int HistorySize = 32 * 1024;

    /// <summary>What a call can put out at least and at most.</summary>
    private const int RoomSize = 128 * 1024;

    private const int Capacity = HistorySize + RoomSize;

    /// <summary>The longest match.</summary>
    private const int MaxMatch = 258;

    /// <summary>With less room than this, the history is moved to the front of the window before more is decoded.</summary>
    private const int LeastRoom = 4 * 1024;

    private readonly byte[] _window = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private readonly BlockCodes _codes = new();

    /// <summary>Everything in front of it in the window has been put out and is there to be copied.</summary>
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

    /// <summary>Makes the instance ready for another stream.</summary>
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
    /// <param name="input">the bytes that are not yet used up</param>
    /// <param name="consumed">how many of them are used up now; fewer than 1024 are left over by <see cref="InflateStatus.NeedsInput"/></param>
    /// <param name="output">what has been decoded, valid until the next call</param>
    /// <returns>why decoding stopped</returns>
    public InflateStatus Inflate(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> output)
    {
        MakeRoom();
        var start = _written;
        var reader = new BitReader(input, _bits, _bitCount);
        var status = Run(ref reader);
        reader.ReturnWholeBytes();
        (_bits, _bitCount) = (reader.Bits, reader.Count);
        consumed = reader.Position;
        output = _window.AsSpan(start, _written - start);
        return status;
    }

    private void MakeRoom()
    {
        if (Capacity - _written >= LeastRoom)
        {
            return;
        }

        // LeastRoom is far below RoomSize, so more than HistorySize has been written
        _window.AsSpan(_written - HistorySize, HistorySize).CopyTo(_window);
        _written = HistorySize;
    }

    private InflateStatus Run(ref BitReader reader)
    {
        while (true)
        {
            var status = _phase switch
            {
                Phase.BlockStart => StartBlock(ref reader),
                Phase.Stored => CopyStored(ref reader),
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

    /// <summary>Reads a block's header as a whole, or leaves the reader in front of it.</summary>
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

    private InflateStatus CopyStored(ref BitReader reader)
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
