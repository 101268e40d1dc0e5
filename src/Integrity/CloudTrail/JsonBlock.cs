using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Integrity.CloudTrail;

/// <summary>What 64 bytes of JSON text are made of: one bit a byte, the first byte lowest.</summary>
/// <param name="Opening">Braces and brackets that open, outside of strings.</param>
/// <param name="Closing">Braces and brackets that close, outside of strings.</param>
/// <param name="Members">Quotes with which a string begins that can be <c>"eventTime"</c>.</param>
internal readonly record struct JsonBlock(ulong Opening, ulong Closing, ulong Members)
{
    public const int Size = 64;

    /// <summary>From the quote to the T of <c>"eventTime"</c>, which few other names have there.</summary>
    private const int DistanceOfT = 6;

    private const ulong EvenBits = 0x5555555555555555;

    /// <summary>How much deeper it is before a position than at the beginning of the block.</summary>
    public int DepthAt(int position) =>
        BitOperations.PopCount(Opening & Until(position)) - BitOperations.PopCount(Closing & Until(position));

    /// <summary>What lies before a position, alone.</summary>
    public JsonBlock Before(int position) =>
        new(Opening & Until(position), Closing & Until(position), Members & Until(position));

    private static ulong Until(int position) => position == Size ? ulong.MaxValue : (1UL << position) - 1;

    /// <param name="content">The block, and the six bytes that follow it at least.</param>
    /// <param name="state">What the block before it has left open.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock Read(ReadOnlySpan<byte> content, ref State state)
    {
        var bytes = Vector512.Create(content);
        var quotes = Positions(bytes, '"') & ~Escaped(Positions(bytes, '\\'), ref state);
        // brackets and braces differ in one bit, which no other character of text shares with them
        var folded = bytes | Vector512.Create((byte)0x20);
        var strings = Strings(quotes, ref state);
        var members = Positions(Vector512.Create(content[DistanceOfT..]), 'T') & quotes & strings;
        return new JsonBlock(Positions(folded, '{') & ~strings, Positions(folded, '}') & ~strings, members);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Positions(Vector512<byte> bytes, char character) =>
        Vector512.Equals(bytes, Vector512.Create((byte)character)).ExtractMostSignificantBits();

    /// <summary>The bytes behind an odd number of backslashes.</summary>
    private static ulong Escaped(ulong backslashes, ref State state)
    {
        if (backslashes == 0)
        {
            var first = state.IsEscaped;
            state.IsEscaped = 0;
            return first;
        }
        backslashes &= ~state.IsEscaped;
        var following = (backslashes << 1) | state.IsEscaped;
        var oddStarts = backslashes & ~EvenBits & ~following;
        var sum = oddStarts + backslashes;
        state.IsEscaped = sum < oddStarts ? 1UL : 0;
        return (EvenBits ^ (sum << 1)) & following;
    }

    /// <summary>All bytes from a quote on, up to the one with which the string ends.</summary>
    private static ulong Strings(ulong quotes, ref State state)
    {
        for (var shift = 1; shift < Size; shift <<= 1)
            quotes ^= quotes << shift;
        quotes ^= state.IsInString;
        state.IsInString = (ulong)((long)quotes >> 63);
        return quotes;
    }

    /// <summary>What a block leaves open.</summary>
    internal struct State
    {
        /// <summary>One when the first byte of the next block is escaped.</summary>
        public ulong IsEscaped;

        /// <summary>All bits when the next block begins within a string.</summary>
        public ulong IsInString;
    }
}
