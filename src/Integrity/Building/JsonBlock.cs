using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Integrity.Building;

/// <summary>What 64 bytes of JSON text are made of: one bit a byte, the first byte lowest.</summary>
/// <param name="Opening">Braces and brackets that open, outside of strings.</param>
/// <param name="Closing">Braces and brackets that close, outside of strings.</param>
/// <param name="Members">Quotes with which a string begins that can be <c>"eventTime"</c>.</param>
internal readonly record struct JsonBlock(ulong Opening, ulong Closing, ulong Members)
{
    public const int Size = 64;

    private const ulong EvenBits = 0x5555555555555555;

    /// <summary>How much deeper it is before a position than at the beginning of the block.</summary>
    public int DepthAt(int position)
    {
        var before = position == Size ? ulong.MaxValue : (1UL << position) - 1;
        return BitOperations.PopCount(Opening & before) - BitOperations.PopCount(Closing & before);
    }

    /// <param name="content">The block, and the seven bytes that follow it at least.</param>
    /// <param name="state">What the block before it has left open.</param>
    public static JsonBlock Read(ReadOnlySpan<byte> content, ref State state)
    {
        ref var first = ref MemoryMarshal.GetReference(content[..(Size + 7)]);
        ulong quotes = 0, backslashes = 0, opening = 0, closing = 0, members = 0;
        for (var i = 0; i < Size; i += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref first, (nuint)i);
            var quote = Vector256.Equals(bytes, Vector256.Create((byte)'"'));
            // brackets and braces differ in one bit, which no other character of text shares with them
            var folded = bytes | Vector256.Create((byte)0x20);
            var member = quote & Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)i + 1), Vector256.Create((byte)'e'))
                & Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)i + 6), Vector256.Create((byte)'T'));
            quotes |= (ulong)quote.ExtractMostSignificantBits() << i;
            backslashes |= (ulong)Vector256.Equals(bytes, Vector256.Create((byte)'\\')).ExtractMostSignificantBits() << i;
            opening |= (ulong)Vector256.Equals(folded, Vector256.Create((byte)'{')).ExtractMostSignificantBits() << i;
            closing |= (ulong)Vector256.Equals(folded, Vector256.Create((byte)'}')).ExtractMostSignificantBits() << i;
            members |= (ulong)member.ExtractMostSignificantBits() << i;
        }
        quotes &= ~Escaped(backslashes, ref state);
        var strings = Strings(quotes, ref state);
        return new JsonBlock(opening & ~strings, closing & ~strings, members & quotes & strings);
    }

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
        for (var shift = 1; shift < Size; shift <<= 1) quotes ^= quotes << shift;
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
