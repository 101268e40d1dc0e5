namespace Integrity.Tests.Digests.Gzip;

/// <summary>Writes deflate streams bit by bit.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _bitCount;

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Writes a number, lowest bit first.</summary>
    public BitWriter Bits(int value, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_bitCount++ % 8 == 0)
            {
                _bytes.Add(0);
            }

            _bytes[^1] |= (byte)(((value >> i) & 1) << ((_bitCount - 1) % 8));
        }

        return this;
    }

    /// <summary>Writes a Huffman code, first bit first.</summary>
    public BitWriter Code(string code)
    {
        foreach (var bit in code)
        {
            Bits(bit - '0', 1);
        }

        return this;
    }

    public BitWriter Align()
    {
        _bitCount = _bytes.Count * 8;
        return this;
    }

    public BitWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return Align();
    }

    /// <summary>Starts a final block.</summary>
    public BitWriter FinalBlock(int type) => Bits(1, 1).Bits(type, 2);

    /// <summary>Writes a symbol of the fixed literal/length code.</summary>
    public BitWriter Fixed(int symbol) =>
        Code(
            symbol switch
            {
                < 144 => Binary(0x30 + symbol, 8),
                < 256 => Binary(0x190 + symbol - 144, 9),
                < 280 => Binary(symbol - 256, 7),
                _ => Binary(0xC0 + symbol - 280, 8),
            }
        );

    /// <summary>Writes a symbol of the fixed distance code.</summary>
    public BitWriter FixedDistance(int symbol) => Code(Binary(symbol, 5));

    /// <summary>Writes a match in the fixed codes.</summary>
    public BitWriter FixedMatch(int length, int distance)
    {
        var symbol = Symbols.OfLength(length);
        Fixed(symbol).Bits(length - Symbols.LeastLength(symbol), Symbols.LengthExtraBits(symbol));
        symbol = Symbols.OfDistance(distance);
        return FixedDistance(symbol).Bits(distance - Symbols.LeastDistance(symbol), Symbols.DistanceExtraBits(symbol));
    }

    /// <summary>Writes a stored block that is not the last one.</summary>
    public BitWriter StoredBlock(byte[] content) =>
        Bits(0, 3)
            .Raw([.. BitConverter.GetBytes((ushort)content.Length), .. BitConverter.GetBytes((ushort)~content.Length)])
            .Raw(content);

    /// <summary>
    /// Starts a final dynamic block. Its code lengths use a flat code: each length from 0 to 15 takes four bits,
    /// without repeats.
    /// </summary>
    public BitWriter DynamicBlock(int[] literalLengths, int[] distances)
    {
        FinalBlock(2).Bits(literalLengths.Length - 257, 5).Bits(distances.Length - 1, 5).FlatCodeLengthCode();
        foreach (var length in literalLengths.Concat(distances))
        {
            Code(Binary(length, 4));
        }

        return this;
    }

    /// <summary>Writes the number and lengths of the flat code: four bits for each of 0 to 15.</summary>
    public BitWriter FlatCodeLengthCode()
    {
        Bits(15, 4).Bits(0, 3).Bits(0, 3).Bits(0, 3);
        for (var i = 0; i < 16; i++)
        {
            Bits(4, 3);
        }

        return this;
    }

    /// <summary>Returns the code lengths of an alphabet, given those that are not 0.</summary>
    public static int[] Lengths(int symbols, params (int Symbol, int Length)[] codes)
    {
        var lengths = new int[symbols];
        foreach (var (symbol, length) in codes)
        {
            lengths[symbol] = length;
        }

        return lengths;
    }

    private static string Binary(int value, int count) => Convert.ToString(value, 2).PadLeft(count, '0');
}
