namespace Integrity.Digests.Gzip;

/// <summary>The alphabets of the deflate format and the meaning of their symbols (RFC 1951, 3.2.5 and 3.2.7).</summary>
internal static class Alphabets
{
    /// <summary>
    /// Number of literal/length symbols, including the two that have a fixed code but must not occur.
    /// </summary>
    public const int LiteralLengthSymbols = 288;

    /// <summary>Number of distance symbols, including the two that have a fixed code but must not occur.</summary>
    public const int DistanceSymbols = 32;

    /// <summary>Number of symbols in the alphabet that encodes code lengths.</summary>
    public const int CodeLengthSymbols = 19;

    /// <summary>The literal/length symbol that ends a block.</summary>
    public const int EndOfBlock = 256;

    /// <summary>Number of bits that index the literal/length table.</summary>
    public const int LiteralLengthBits = 11;

    /// <summary>Number of bits that index the distance table.</summary>
    public const int DistanceBits = 8;

    /// <summary>Number of bits that index the code length table. No code in it is longer.</summary>
    public const int CodeLengthBits = 7;

    // Worst-case table sizes, including subtables. Computed with zlib's examples/enough.c: 288 11 15 and 32 8 15.
    private const int LiteralLengthEntries = 2342;
    private const int DistanceEntries = 402;

    private static readonly uint[] LiteralLengthMeanings = BuildLiteralLengths();
    private static readonly uint[] DistanceMeanings = BuildDistances();
    private static readonly uint[] CodeLengthMeanings = BuildCodeLengths();

    /// <summary>The order in which a dynamic block lists the code lengths of the code length alphabet.</summary>
    public static ReadOnlySpan<byte> CodeLengthOrder =>
        [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Creates a table for literals and lengths.</summary>
    public static HuffmanTable CreateLiteralLengthTable() =>
        new(LiteralLengthBits, LiteralLengthEntries, LiteralLengthMeanings);

    /// <summary>Creates a table for distances.</summary>
    public static HuffmanTable CreateDistanceTable() => new(DistanceBits, DistanceEntries, DistanceMeanings);

    /// <summary>Creates a table for code lengths.</summary>
    public static HuffmanTable CreateCodeLengthTable() => new(CodeLengthBits, 1 << CodeLengthBits, CodeLengthMeanings);

    private static uint[] BuildLiteralLengths()
    {
        var meanings = new uint[LiteralLengthSymbols];
        for (var literal = 0; literal < EndOfBlock; literal++)
        {
            meanings[literal] = Entry.Literal(literal);
        }

        meanings[EndOfBlock] = Entry.EndOfBlock;
        var least = 3;
        for (var symbol = 257; symbol < 285; symbol++)
        {
            var extraBits = Math.Max(0, (symbol - 261) >> 2);
            meanings[symbol] = Entry.Value(least, extraBits);
            least += 1 << extraBits;
        }

        meanings[285] = Entry.Value(258, 0);
        meanings[286] = meanings[287] = Entry.Invalid;
        return meanings;
    }

    private static uint[] BuildDistances()
    {
        var meanings = new uint[DistanceSymbols];
        var least = 1;
        for (var symbol = 0; symbol < 30; symbol++)
        {
            var extraBits = Math.Max(0, (symbol >> 1) - 1);
            meanings[symbol] = Entry.Value(least, extraBits);
            least += 1 << extraBits;
        }

        meanings[30] = meanings[31] = Entry.Invalid;
        return meanings;
    }

    private static uint[] BuildCodeLengths()
    {
        var meanings = new uint[CodeLengthSymbols];
        for (var symbol = 0; symbol < meanings.Length; symbol++)
        {
            meanings[symbol] = Entry.Value(symbol, 0);
        }

        return meanings;
    }
}
