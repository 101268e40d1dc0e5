using System.Numerics;

namespace Integrity.Digests.Gzip;

/// <summary>
/// Builds the look-up table of a canonical Huffman code. The next bits of the stream index the table. Codes longer than
/// the index continue in a subtable. <see cref="Entry"/> describes the entries.
/// </summary>
/// <param name="indexBits">Number of bits that index the table.</param>
/// <param name="size">Number of entries of the table and its subtables in the worst case.</param>
/// <param name="meanings">The entry of each symbol, without code lengths.</param>
internal sealed class HuffmanTable(int indexBits, int size, uint[] meanings)
{
    private const int MaxLength = 15;

    /// <summary>Number of symbols of the largest alphabet.</summary>
    private const int MaxSymbols = 288;

    private readonly ushort[] _sorted = new ushort[MaxSymbols];

    /// <summary>The table, followed by its subtables.</summary>
    public uint[] Entries { get; } = GC.AllocateArray<uint>(size, pinned: true);

    /// <summary>Fills the table.</summary>
    /// <param name="lengths">Code length of every symbol, 0 to 15. 0 means that the symbol has no code.</param>
    /// <param name="mayBeIncomplete">Whether to accept no code, or a single code of length 1.</param>
    /// <returns><c>false</c> if the lengths do not form a code.</returns>
    public bool TryBuild(ReadOnlySpan<byte> lengths, bool mayBeIncomplete)
    {
        Span<int> counts = stackalloc int[MaxLength + 1];
        counts.Clear();
        foreach (var length in lengths)
        {
            counts[length]++;
        }

        var unused = 1 << MaxLength;
        for (var length = 1; length <= MaxLength; length++)
        {
            unused -= counts[length] << (MaxLength - length);
        }

        if (unused < 0)
        {
            return false;
        }

        Sort(lengths, counts);
        if (unused == 0)
        {
            Fill(counts);
            return true;
        }

        return mayBeIncomplete && TryFillIncomplete(lengths.Length - counts[0], counts[1]);
    }

    /// <summary>
    /// Combines pairs of literals whose codes fit into the index. Text is mostly literals with short codes, and each
    /// look-up depends on the previous one.
    /// </summary>
    public void PairLiterals()
    {
        // Backwards: the second code is at a smaller index, where the entry is still a single literal.
        var table = Entries.AsSpan(0, 1 << indexBits);
        for (var i = table.Length - 1; i >= 0; i--)
        {
            var first = table[i];
            var second = table[i >> Entry.CodeLength(first)];
            var bits = (first & 0xFF) + (second & 0xFF);
            var fits = ((first & second & Entry.LiteralsMask) != 0) & (bits <= indexBits);
            table[i] = fits ? Entry.Pair(first, second) : first;
        }
    }

    /// <summary>Sorts the symbols by code length, then by value, which is the order of their codes.</summary>
    private void Sort(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> counts)
    {
        Span<int> next = stackalloc int[MaxLength + 1];
        next[0] = 0;
        next[1] = 0;
        for (var length = 1; length < MaxLength; length++)
        {
            next[length + 1] = next[length] + counts[length];
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
            {
                _sorted[next[lengths[symbol]]++] = (ushort)symbol;
            }
        }
    }

    /// <summary>Fills the table for no code, or for the code 0 alone. All other bits become errors.</summary>
    private bool TryFillIncomplete(int codes, int codesOfLength1)
    {
        if (codes > 1 || codes != codesOfLength1)
        {
            return false;
        }

        var table = Entries.AsSpan(0, 1 << indexBits);
        table.Fill(Entry.WithLength(Entry.Invalid, 1));
        for (var i = 0; codes == 1 && i < table.Length; i += 2)
        {
            table[i] = Entry.WithLength(meanings[_sorted[0]], 1);
        }

        return true;
    }

    /// <summary>
    /// Fills the table for a complete code. The table starts at the size of the shortest codes and doubles for each bit
    /// of length. Doubling copies the existing entries, because the bits after a code do not matter.
    /// </summary>
    private void Fill(ReadOnlySpan<int> counts)
    {
        var table = Entries.AsSpan();
        var code = 0; // Bit-reversed, because the stream stores the first bit of a code lowest.
        var next = 0;
        var filled = 1;
        for (var length = 1; length <= indexBits; length++)
        {
            table[..filled].CopyTo(table[filled..]);
            filled <<= 1;
            for (var end = next + counts[length]; next < end; next++)
            {
                table[code] = Entry.WithLength(meanings[_sorted[next]], length);
                code = Increment(code, filled);
            }
        }

        FillSubtables(counts, code, next);
    }

    private void FillSubtables(ReadOnlySpan<int> counts, int code, int next)
    {
        var table = Entries;
        var prefixMask = (1 << indexBits) - 1;
        var prefix = -1;
        var (start, bits, end) = (0, 0, 1 << indexBits);
        for (var length = indexBits + 1; length <= MaxLength; length++)
        {
            for (var i = 0; i < counts[length]; i++, next++)
            {
                if ((code & prefixMask) != prefix)
                {
                    prefix = code & prefixMask;
                    (start, bits) = (end, SubtableBits(counts, length, i));
                    end = start + (1 << bits);
                    table[prefix] = Entry.Subtable(start, bits);
                }

                var entry = Entry.WithLength(meanings[_sorted[next]], length - indexBits);
                for (var at = start + (code >> indexBits); at < end; at += 1 << (length - indexBits))
                {
                    table[at] = entry;
                }

                code = Increment(code, 1 << length);
            }
        }
    }

    /// <summary>Returns the index width of a subtable: the first length at which its codes fill it.</summary>
    private int SubtableBits(ReadOnlySpan<int> counts, int length, int done)
    {
        var bits = length - indexBits;
        var used = counts[length] - done;
        while (used < 1 << bits)
        {
            bits++;
            // The code is complete, so this ends at the longest length at the latest.
            used = (used << 1) + counts[indexBits + bits];
        }

        return bits;
    }

    /// <summary>
    /// Adds 1 to a bit-reversed code of log2(<paramref name="size"/>) bits. Wraps around to 0 after the last code.
    /// </summary>
    private static int Increment(int code, int size)
    {
        var zeros = ~code & (size - 1);
        if (zeros == 0)
        {
            return 0;
        }

        var highestZero = 1 << BitOperations.Log2((uint)zeros);
        return (code & (highestZero - 1)) | highestZero;
    }
}
