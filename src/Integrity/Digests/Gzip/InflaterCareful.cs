namespace Integrity.Digests.Gzip;

/// <content>The careful loop: one symbol at a time, every step checked, nothing used up of a symbol that is not wholly there.</content>
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

        // neither input nor room grow within a call: once the fast loop has stopped, it would stop again at once
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

    /// <summary>Decodes a literal, a match (there is room for the longest) or the end of the block.</summary>
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

        // a length has taken at most 20 bits and a distance takes at most 28: the one refill was enough if the input was
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

    /// <summary>Takes a code with its extra bits.</summary>
    /// <param name="reader">where to take it from, refilled</param>
    /// <param name="table">the code's table</param>
    /// <param name="indexBits">how many bits index it</param>
    /// <param name="entry">what the table says</param>
    /// <param name="value">the literal, or the length or distance with its extra bits</param>
    /// <returns>false if not all of its bits are there</returns>
    private static bool TryTake(ref BitReader reader, uint[] table, int indexBits, out uint entry, out int value)
    {
        value = 0;

        // bits that are not there are taken for anything: a code that is wholly there is found whatever they are, and a longer one
        // is refused because of its length
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

        // of two literals only the first: the second may not wholly be there
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
