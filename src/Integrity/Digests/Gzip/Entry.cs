using System.Runtime.CompilerServices;

namespace Integrity.Digests.Gzip;

/// <summary>
/// One entry of a <see cref="HuffmanTable"/>, packed into 32 bits so that the hot loop needs few operations for it.
/// <code>
/// bits  0..7   how many bits to drop: the code and its extra bits (the low byte, as shifts take it without masking)
/// bits  8..11  the length of the code alone; Subtable: how many bits index the subtable
/// bit   12     Literal
/// bit   14     Subtable, with Exceptional
/// bit   15     Exceptional: no plain length or distance
/// bits 16..31  literal: the byte; length or distance: the least value; Subtable: its start; else EndOfBlock or Invalid
/// </code>
/// </summary>
internal static class Entry
{
    /// <summary>The entry is a literal.</summary>
    public const uint LiteralFlag = 1 << 12;

    /// <summary>The entry points to a subtable.</summary>
    public const uint SubtableFlag = 1 << 14;

    /// <summary>The entry is a subtable, the end of the block or an error.</summary>
    public const uint ExceptionalFlag = 1 << 15;

    /// <summary>The end of a block.</summary>
    public const uint EndOfBlock = ExceptionalFlag;

    /// <summary>Bits that are no code, or the code of a symbol that must not occur.</summary>
    public const uint Invalid = ExceptionalFlag | (1 << 16);

    /// <summary>The meaning of a literal.</summary>
    public static uint Literal(int value) => ((uint)value << 16) | LiteralFlag;

    /// <summary>The meaning of a length or a distance.</summary>
    public static uint Value(int least, int extraBits) => ((uint)least << 16) | (uint)extraBits;

    /// <summary>Adds the code's length to a meaning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithLength(uint meaning, int length) => meaning + ((uint)length * 0x101);

    /// <summary>The entry that points to a subtable.</summary>
    public static uint Subtable(int start, int bits) => ((uint)start << 16) | ExceptionalFlag | SubtableFlag | ((uint)bits << 8);

    /// <summary>The length of the code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CodeLength(uint entry) => (int)(entry >> 8) & 15;
}
