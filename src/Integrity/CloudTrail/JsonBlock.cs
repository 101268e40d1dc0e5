using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Integrity.CloudTrail;

/// <summary>Structure of 64 bytes of JSON text, as bit masks. The lowest bit stands for the first byte.</summary>
/// <param name="Opening">Opening braces and brackets outside strings.</param>
/// <param name="Closing">Closing braces and brackets outside strings.</param>
/// <param name="Members">Opening quotes of strings that may be <c>"eventTime"</c>.</param>
internal readonly record struct JsonBlock(ulong Opening, ulong Closing, ulong Members)
{
    public const int Size = 64;

    /// <summary>Distance from the quote to the T of <c>"eventTime"</c>. Few other names have a T there.</summary>
    private const int DistanceOfT = 6;

    private const ulong EvenBits = 0x5555555555555555;

    /// <summary>Returns the nesting depth at a position, relative to the beginning of the block.</summary>
    public int DepthAt(int position) =>
        BitOperations.PopCount(Opening & Below(position)) - BitOperations.PopCount(Closing & Below(position));

    /// <summary>Returns a copy with only the bits before a position.</summary>
    public JsonBlock Before(int position) =>
        new(Opening & Below(position), Closing & Below(position), Members & Below(position));

    private static ulong Below(int position) => position == Size ? ulong.MaxValue : (1UL << position) - 1;

    /// <summary>Scans one block.</summary>
    /// <param name="content">The block and at least the six bytes after it.</param>
    /// <param name="state">The state carried over from the previous block.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock Read(ReadOnlySpan<byte> content, ref State state)
    {
        var bytes = Vector512.Create(content);
        var quotes = Positions(bytes, '"') & ~Escaped(Positions(bytes, '\\'), ref state);
        // Braces and brackets differ in one bit. No other text character differs from one of them in only that bit.
        var folded = bytes | Vector512.Create((byte)0x20);
        var strings = InStrings(quotes, ref state);
        var members = Positions(Vector512.Create(content[DistanceOfT..]), 'T') & quotes & strings;
        return new JsonBlock(Positions(folded, '{') & ~strings, Positions(folded, '}') & ~strings, members);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Positions(Vector512<byte> bytes, char character) =>
        Vector512.Equals(bytes, Vector512.Create((byte)character)).ExtractMostSignificantBits();

    /// <summary>Returns the bytes that follow an odd number of backslashes.</summary>
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

    /// <summary>Returns the bytes inside strings, including the opening quote but not the closing one.</summary>
    private static ulong InStrings(ulong quotes, ref State state)
    {
        for (var shift = 1; shift < Size; shift <<= 1)
            quotes ^= quotes << shift;
        quotes ^= state.IsInString;
        state.IsInString = (ulong)((long)quotes >> 63);
        return quotes;
    }

    /// <summary>State carried over from one block to the next.</summary>
    internal struct State
    {
        /// <summary>1 if the first byte of the next block is escaped.</summary>
        public ulong IsEscaped;

        /// <summary>All bits set if the next block begins inside a string.</summary>
        public ulong IsInString;
    }
}
