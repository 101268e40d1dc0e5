namespace Integrity.Digests.Gzip;

/// <summary>Result of reading part of a block or header.</summary>
internal enum PieceStatus
{
    /// <summary>The part was read.</summary>
    Done,

    /// <summary>The input ends within the part. The caller restores the reader to the position before it.</summary>
    NeedsInput,

    /// <summary>The part violates the format.</summary>
    Malformed,
}

/// <summary>The two Huffman codes of a compressed block (RFC 1951, 3.2.6 and 3.2.7).</summary>
internal sealed class BlockCodes
{
    private const int MaxLiteralLengthCodes = 286;
    private const int MaxDistanceCodes = 30;
    private const int MaxRepeat = 138;

    private readonly HuffmanTable _literalLengths = Alphabets.CreateLiteralLengthTable();
    private readonly HuffmanTable _distances = Alphabets.CreateDistanceTable();
    private readonly HuffmanTable _codeLengths = Alphabets.CreateCodeLengthTable();

    /// <summary>
    /// The code lengths of both codes, one after the other, with space for the last repeat to run over the end.
    /// </summary>
    private readonly byte[] _lengths = new byte[Alphabets.LiteralLengthSymbols + Alphabets.DistanceSymbols + MaxRepeat];

    private bool _holdsFixed;

    /// <summary>Table of the literals, the lengths and the end of the block.</summary>
    public uint[] LiteralLengths => _literalLengths.Entries;

    /// <summary>Table of the distances.</summary>
    public uint[] Distances => _distances.Entries;

    /// <summary>Loads the fixed codes of a block of type 1.</summary>
    public void SetFixed()
    {
        if (_holdsFixed)
        {
            return;
        }

        var lengths = _lengths.AsSpan();
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..288].Fill(8);
        lengths[288..320].Fill(5);
        _ = _literalLengths.TryBuild(lengths[..Alphabets.LiteralLengthSymbols], mayBeIncomplete: false);
        _literalLengths.PairLiterals();
        _ = _distances.TryBuild(
            lengths.Slice(Alphabets.LiteralLengthSymbols, Alphabets.DistanceSymbols),
            mayBeIncomplete: false
        );
        _holdsFixed = true;
    }

    /// <summary>Reads the codes at the beginning of a block of type 2 (at most about 570 bytes).</summary>
    public PieceStatus ReadDynamic(ref BitReader reader)
    {
        _holdsFixed = false;
        reader.Refill();
        if (reader.Count < 14)
        {
            return PieceStatus.NeedsInput;
        }

        var literalLengthCodes = reader.Take(5) + 257;
        var distanceCodes = reader.Take(5) + 1;
        var codeLengthCodes = reader.Take(4) + 4;
        if (literalLengthCodes > MaxLiteralLengthCodes || distanceCodes > MaxDistanceCodes)
        {
            return PieceStatus.Malformed;
        }

        var status = ReadCodeLengthCode(ref reader, codeLengthCodes);
        if (status == PieceStatus.Done)
        {
            status = ReadLengths(ref reader, literalLengthCodes + distanceCodes);
        }

        return status == PieceStatus.Done ? Build(literalLengthCodes, distanceCodes) : status;
    }

    private PieceStatus Build(int literalLengthCodes, int distanceCodes)
    {
        if (_lengths[Alphabets.EndOfBlock] == 0)
        {
            return PieceStatus.Malformed;
        }

        // Like zlib, accept a single code of length 1 in both alphabets. Here it can only be the end of an empty block.
        if (
            !_literalLengths.TryBuild(_lengths.AsSpan(0, literalLengthCodes), mayBeIncomplete: true)
            || !_distances.TryBuild(_lengths.AsSpan(literalLengthCodes, distanceCodes), mayBeIncomplete: true)
        )
        {
            return PieceStatus.Malformed;
        }

        _literalLengths.PairLiterals();
        return PieceStatus.Done;
    }

    private PieceStatus ReadCodeLengthCode(ref BitReader reader, int codes)
    {
        Span<byte> lengths = stackalloc byte[Alphabets.CodeLengthSymbols];
        lengths.Clear();
        foreach (var symbol in Alphabets.CodeLengthOrder[..codes])
        {
            if (reader.Count < 3)
            {
                reader.Refill();
                if (reader.Count < 3)
                {
                    return PieceStatus.NeedsInput;
                }
            }

            lengths[symbol] = (byte)reader.Take(3);
        }

        return _codeLengths.TryBuild(lengths, mayBeIncomplete: false) ? PieceStatus.Done : PieceStatus.Malformed;
    }

    private PieceStatus ReadLengths(ref BitReader reader, int total)
    {
        var lengths = _lengths;
        var codes = _codeLengths.Entries;
        var at = 0;
        while (at < total)
        {
            if (reader.Count < 14)
            {
                reader.Refill(); // A code and its extra bits take at most 7 + 7 bits.
            }

            var entry = codes[(int)reader.Bits & ((1 << Alphabets.CodeLengthBits) - 1)];
            var codeLength = Entry.CodeLength(entry);
            var symbol = (int)(entry >> 16);
            if (symbol < 16 && codeLength <= reader.Count)
            {
                lengths[at++] = (byte)symbol;
                reader.Skip(codeLength);
                continue;
            }

            var (extraBits, least) = symbol switch
            {
                < 17 => (2, 3),
                17 => (3, 3),
                _ => (7, 11),
            };
            if (codeLength + extraBits > reader.Count)
            {
                // An incomplete code below 16 also gets here, because its own length already exceeds the count.
                return PieceStatus.NeedsInput;
            }

            if (symbol == 16 && at == 0)
            {
                return PieceStatus.Malformed;
            }

            reader.Skip(codeLength);
            var repeat = least + reader.Take(extraBits);
            lengths.AsSpan(at, repeat).Fill(symbol == 16 ? lengths[at - 1] : (byte)0);
            at += repeat;
        }

        return at == total ? PieceStatus.Done : PieceStatus.Malformed;
    }
}
