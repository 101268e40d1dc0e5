using System.Runtime.CompilerServices;

namespace Integrity.Digests.Gzip;

/// <summary>
/// One entry of a <see cref="HuffmanTable"/>, packed into 32 bits so that the hot loop needs few operations for it.
/// <code>
/// bits  0..7   how many bits to drop: the code and its extra bits (the low byte, as shifts take it without masking)
/// bits  8..11  the length of the (first) code alone; Subtable: how many bits index the subtable
/// bits 12..13  how many literals it stands for: 1, 2 (two short codes in a row), or 0
/// bit   14     Subtable, with Exceptional
/// bit   15     Exceptional: no literal and no plain length or distance
/// bits 16..31  literals: the bytes; length or distance: the least value; Subtable: its start; else EndOfBlock or Invalid
/// </code>
/// </summary>
internal static class Entry
{
    /// <summary>The entry is one literal, or two.</summary>
    public const uint LiteralsMask = 3 << 12;

    private const uint OneLiteral = 1 << 12;

    /// <summary>The entry points to a subtable.</summary>
    public const uint SubtableFlag = 1 << 14;

    /// <summary>The entry is a subtable, the end of the block or an error.</summary>
    public const uint ExceptionalFlag = 1 << 15;

    /// <summary>The end of a block.</summary>
    public const uint EndOfBlock = ExceptionalFlag;

    /// <summary>Bits that are no code, or the code of a symbol that must not occur.</summary>
    public const uint Invalid = ExceptionalFlag | (1 << 16);

    /// <summary>The meaning of a literal.</summary>
    public static uint Literal(int value) => ((uint)value << 16) | OneLiteral;

    /// <summary>The meaning of a length or a distance.</summary>
    public static uint Value(int least, int extraBits) => ((uint)least << 16) | (uint)extraBits;

    /// <summary>Whether an entry is one literal, or two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLiterals(uint entry) => (entry & LiteralsMask) != 0;

    /// <summary>How many literals an entry is that is some.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LiteralCount(uint entry) => (entry >> 12) & 3;

    /// <summary>Two literals in a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Pair(uint first, uint second) =>
        first + OneLiteral + (second & 0xFF) + ((second & 0xFF0000) << 8);

    /// <summary>Adds the code's length to a meaning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithLength(uint meaning, int length) => meaning + ((uint)length * 0x101);

    /// <summary>The entry that points to a subtable.</summary>
    public static uint Subtable(int start, int bits) =>
        ((uint)start << 16) | ExceptionalFlag | SubtableFlag | ((uint)bits << 8);

    /// <summary>The length of the code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CodeLength(uint entry) => (int)(entry >> 8) & 15;
}
