using System.Numerics;

namespace Integrity.Digests.Gzip;

/// <summary>
/// Builds the look-up table of a canonical Huffman code. The next bits of the stream index the table; codes that are longer
/// than the index continue in a subtable. See <see cref="Entry"/> for what an entry says.
/// </summary>
/// <param name="indexBits">how many bits index the table itself</param>
/// <param name="size">entries of the table and of all its subtables in the worst case</param>
/// <param name="meanings">what every symbol means, as an entry without the lengths</param>
internal sealed class HuffmanTable(int indexBits, int size, uint[] meanings)
{
    private const int MaxLength = 15;

    /// <summary>The most symbols that any alphabet has.</summary>
    private const int MaxSymbols = 288;

    private readonly ushort[] _sorted = new ushort[MaxSymbols];

    /// <summary>The table, then its subtables.</summary>
    public uint[] Entries { get; } = GC.AllocateArray<uint>(size, pinned: true);

    /// <summary>Fills the table.</summary>
    /// <param name="lengths">the code length of every symbol, 0..15; 0: the symbol has no code</param>
    /// <param name="mayBeIncomplete">whether no code at all, or a single code of length 1, is accepted</param>
    /// <returns>false if the lengths make no code</returns>
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
    /// Joins literals whose codes index the table together: text is mostly literals of few bits, and every look-up waits for the one before.
    /// </summary>
    public void PairLiterals()
    {
        // from the end, as what follows a code stands at a smaller index: it is still a single literal then
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

    /// <summary>Orders the symbols by code length, then by value: the order of their codes.</summary>
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

    /// <summary>No code, or the code 0 alone: every other bit sequence is an error, found when it is met.</summary>
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
    /// Lays a complete code out. The table starts with the size of the shortest codes and doubles with every bit of length:
    /// an entry is written once and copied by the doubling, as the bits behind a code do not matter.
    /// </summary>
    private void Fill(ReadOnlySpan<int> counts)
    {
        var table = Entries.AsSpan();
        var code = 0; // bit-reversed, as the stream has a code's first bit lowest
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

    /// <summary>A subtable is as wide as the longest code with its prefix: the first length that fills it.</summary>
    private int SubtableBits(ReadOnlySpan<int> counts, int length, int done)
    {
        var bits = length - indexBits;
        var used = counts[length] - done;
        while (used < 1 << bits)
        {
            bits++;
            used = (used << 1) + counts[indexBits + bits]; // the code is complete, so this ends at the longest length at the latest
        }

        return bits;
    }

    /// <summary>Adds 1 to a bit-reversed code of log2(<paramref name="size"/>) bits; wraps to 0 behind the last one.</summary>
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
