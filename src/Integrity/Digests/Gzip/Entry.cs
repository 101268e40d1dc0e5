using System.Runtime.CompilerServices;

namespace Integrity.Digests.Gzip;

/// <summary>
/// One entry of a <see cref="HuffmanTable"/>, packed into 32 bits to keep the hot loop short.
/// <code>
/// bits  0..7   number of bits to discard: the code and its extra bits (the low byte, because shifts ignore the rest)
/// bits  8..11  length of the (first) code alone; Subtable: number of bits that index the subtable
/// bits 12..13  number of literals: 1, 2 (two short codes in a row), or 0
/// bit   14     Subtable, together with Exceptional
/// bit   15     Exceptional: neither a literal nor a plain length or distance
/// bits 16..31  literals: the bytes; length or distance: the base value; Subtable: its start; else EndOfBlock or
/// Invalid
/// </code>
/// </summary>
internal static class Entry
{
    /// <summary>Set for one literal or two.</summary>
    public const uint LiteralsMask = 3 << 12;

    private const uint OneLiteral = 1 << 12;

    /// <summary>Set if the entry points to a subtable.</summary>
    public const uint SubtableFlag = 1 << 14;

    /// <summary>Set for a subtable, the end of the block or an error.</summary>
    public const uint ExceptionalFlag = 1 << 15;

    /// <summary>The end of a block.</summary>
    public const uint EndOfBlock = ExceptionalFlag;

    /// <summary>Bits without a code, or the code of a symbol that must not occur.</summary>
    public const uint Invalid = ExceptionalFlag | (1 << 16);

    /// <summary>Returns the entry of a literal, without a code length.</summary>
    public static uint Literal(int value) => ((uint)value << 16) | OneLiteral;

    /// <summary>Returns the entry of a length or distance, without a code length.</summary>
    public static uint Value(int least, int extraBits) => ((uint)least << 16) | (uint)extraBits;

    /// <summary>Whether an entry is one literal or two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLiterals(uint entry) => (entry & LiteralsMask) != 0;

    /// <summary>Returns the number of literals of an entry for which <see cref="IsLiterals"/> is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LiteralCount(uint entry) => (entry >> 12) & 3;

    /// <summary>Combines two literals into one entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Pair(uint first, uint second) =>
        first + OneLiteral + (second & 0xFF) + ((second & 0xFF0000) << 8);

    /// <summary>Adds the code length to an entry without one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithLength(uint meaning, int length) => meaning + ((uint)length * 0x101);

    /// <summary>Returns an entry that points to a subtable.</summary>
    public static uint Subtable(int start, int bits) =>
        ((uint)start << 16) | ExceptionalFlag | SubtableFlag | ((uint)bits << 8);

    /// <summary>Returns the length of the code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CodeLength(uint entry) => (int)(entry >> 8) & 15;
}
