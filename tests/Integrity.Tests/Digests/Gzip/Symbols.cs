namespace Integrity.Tests.Digests.Gzip;

/// <summary>The tables of RFC 1951, section 3.2.5.</summary>
internal static class Symbols
{
    private static readonly int[] Lengths =
    [
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        13,
        15,
        17,
        19,
        23,
        27,
        31,
        35,
        43,
        51,
        59,
        67,
        83,
        99,
        115,
        131,
        163,
        195,
        227,
        258,
    ];

    private static readonly int[] LengthExtras =
    [
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        1,
        1,
        1,
        2,
        2,
        2,
        2,
        3,
        3,
        3,
        3,
        4,
        4,
        4,
        4,
        5,
        5,
        5,
        5,
        0,
    ];

    private static readonly int[] Distances =
    [
        1,
        2,
        3,
        4,
        5,
        7,
        9,
        13,
        17,
        25,
        33,
        49,
        65,
        97,
        129,
        193,
        257,
        385,
        513,
        769,
        1025,
        1537,
        2049,
        3073,
        4097,
        6145,
        8193,
        12289,
        16385,
        24577,
    ];

    private static readonly int[] DistanceExtras =
    [
        0,
        0,
        0,
        0,
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
        6,
        6,
        7,
        7,
        8,
        8,
        9,
        9,
        10,
        10,
        11,
        11,
        12,
        12,
        13,
        13,
    ];

    public static int OfLength(int length) => 257 + Array.FindLastIndex(Lengths, least => least <= length);

    public static int LeastLength(int symbol) => Lengths[symbol - 257];

    public static int LengthExtraBits(int symbol) => LengthExtras[symbol - 257];

    public static int OfDistance(int distance) => Array.FindLastIndex(Distances, least => least <= distance);

    public static int LeastDistance(int symbol) => Distances[symbol];

    public static int DistanceExtraBits(int symbol) => DistanceExtras[symbol];

    /// <summary>Returns the canonical codes of RFC 1951, section 3.2.2, for the given lengths.</summary>
    public static string[] Codes(int[] lengths)
    {
        var codes = new string[lengths.Length];
        var code = 0;
        for (var length = 1; length <= 15; length++, code <<= 1)
        {
            for (var symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] == length)
                {
                    codes[symbol] = Convert.ToString(code++, 2).PadLeft(length, '0');
                }
            }
        }

        return codes;
    }

    /// <summary>Returns the lengths of a complete code of random shape for two or more symbols.</summary>
    public static int[] RandomLengths(int alphabet, int[] symbols, Random random)
    {
        var leaves = new List<int> { 0 };
        var skew = random.Next(4);
        while (leaves.Count < symbols.Length)
        {
            // With some skew the newest leaf is split, which makes long codes.
            var at = random.Next(4) < skew ? leaves.Count - 1 : random.Next(leaves.Count);
            if (leaves[at] < 15)
            {
                leaves[at]++;
                leaves.Add(leaves[at]);
            }
            else
            {
                leaves.Reverse();
            }
        }

        var lengths = new int[alphabet];
        random.Shuffle(symbols);
        for (var i = 0; i < symbols.Length; i++)
        {
            lengths[symbols[i]] = leaves[i];
        }

        return lengths;
    }
}
