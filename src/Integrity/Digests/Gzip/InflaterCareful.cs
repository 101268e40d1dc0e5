namespace Integrity.Digests.Gzip;

/// <content>
/// The careful loop: decodes one symbol at a time and checks every step. Consumes nothing of an incomplete symbol.
/// </content>
internal sealed partial class Inflater
{
    private enum SymbolStatus
    {
        Decoded,
        BlockEnded,
        NeedsInput,
        Malformed,
    }

    private InflateStatus DecodeSymbols(ref BitReader reader)
    {
        if (DecodeFast(ref reader) is not SymbolStatus.Decoded and var ended)
        {
            return Stop(ended);
        }

        // Input and output space do not grow within a call, so the fast loop would stop again at once.
        while (Capacity - _written >= MaxMatch)
        {
            var status = DecodeSymbol(ref reader);
            if (status != SymbolStatus.Decoded)
            {
                return Stop(status);
            }
        }

        return InflateStatus.OutputFull;
    }

    private InflateStatus Stop(SymbolStatus status)
    {
        switch (status)
        {
            case SymbolStatus.BlockEnded:
                EndBlock();
                return InflateStatus.Running;
            case SymbolStatus.NeedsInput:
                return InflateStatus.NeedsInput;
            default:
                return InflateStatus.Malformed;
        }
    }

    /// <summary>
    /// Decodes a literal, the end of the block, or a match. The window has space for the longest match.
    /// </summary>
    private SymbolStatus DecodeSymbol(ref BitReader reader)
    {
        var before = reader;
        reader.Refill();
        if (!TryTake(ref reader, _codes.LiteralLengths, Alphabets.LiteralLengthBits, out var entry, out var value))
        {
            reader = before;
            return SymbolStatus.NeedsInput;
        }

        if (Entry.IsLiterals(entry))
        {
            _window[_written++] = (byte)value;
            return SymbolStatus.Decoded;
        }

        if ((entry & Entry.ExceptionalFlag) != 0)
        {
            return value == Entry.EndOfBlock >> 16 ? SymbolStatus.BlockEnded : SymbolStatus.Malformed;
        }

        // A length took at most 20 bits and a distance takes at most 28, so the one refill loaded enough.
        if (!TryTake(ref reader, _codes.Distances, Alphabets.DistanceBits, out entry, out var distance))
        {
            reader = before;
            return SymbolStatus.NeedsInput;
        }

        if ((entry & Entry.ExceptionalFlag) != 0 || distance > _written)
        {
            return SymbolStatus.Malformed;
        }

        CopyMatch(value, distance);
        return SymbolStatus.Decoded;
    }

    private void CopyMatch(int length, int distance)
    {
        var window = _window;
        for (var end = _written + length; _written < end; _written++)
        {
            window[_written] = window[_written - distance];
        }
    }

    /// <summary>Reads a code and its extra bits.</summary>
    /// <param name="reader">The reader, refilled.</param>
    /// <param name="table">The table of the code.</param>
    /// <param name="indexBits">Number of bits that index the table.</param>
    /// <param name="entry">The entry found.</param>
    /// <param name="value">The literal, or the length or distance including its extra bits.</param>
    /// <returns><c>false</c> if the input ends within the code.</returns>
    private static bool TryTake(ref BitReader reader, uint[] table, int indexBits, out uint entry, out int value)
    {
        value = 0;

        // Bits beyond the count can have any value. A complete code is found regardless of them, and an incomplete one
        // is rejected by its length.
        entry = table[(int)reader.Bits & ((1 << indexBits) - 1)];
        if ((entry & Entry.SubtableFlag) != 0)
        {
            if (reader.Count < indexBits)
            {
                return false;
            }

            reader.Skip(indexBits);
            entry = table[(int)(entry >> 16) + ((int)reader.Bits & ((1 << Entry.CodeLength(entry)) - 1))];
        }

        // Of two literals, take only the first. The second may be incomplete.
        var codeLength = Entry.CodeLength(entry);
        var total = Entry.IsLiterals(entry) ? codeLength : (int)(entry & 0xFF);
        if (reader.Count < total)
        {
            return false;
        }

        reader.Skip(codeLength);
        value = (int)(entry >> 16) + reader.Take(total - codeLength);
        return true;
    }
}
