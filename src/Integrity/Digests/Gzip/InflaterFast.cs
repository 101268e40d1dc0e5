using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Integrity.Digests.Gzip;

/// <content>
/// The fast loop: no check of input or room within a round, so a round only starts when both suffice for all that it can do.
/// Everything it needs lives in locals, as the processor's registers are what makes it fast; so there are no calls either.
/// </content>
internal sealed partial class Inflater
{
    /// <summary>
    /// Input that a round needs: it refills at most twice, and every refill reads 8 bytes and moves on by at most 7: 7 + 8 = 15.
    /// The one in front of the first round reads 8.
    /// </summary>
    private const int RoundInput = 16;

    /// <summary>
    /// Room that a round needs: three times two literals (those of one are written as two as well), the longest match, and what a copy
    /// writes behind it.
    /// </summary>
    private const int RoundRoom = 6 + MaxMatch + MatchCopy.MaxOvershoot;

    private const ulong LiteralLengthMask = (1UL << Alphabets.LiteralLengthBits) - 1;
    private const ulong DistanceMask = (1UL << Alphabets.DistanceBits) - 1;

    /// <summary>Decodes symbols as long as both input and room suffice for a round.</summary>
    /// <remarks>
    /// Fully optimised at the first call, as a short-lived process has inflated most of its files before tiering would get to it.
    /// Every table index is in bounds: of the table itself because of the mask, of a subtable because the entry that points to it says
    /// how many bits index it, and the table was filled that far.
    /// </remarks>
    /// <returns>Decoded if one of them no longer does</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe SymbolStatus DecodeFast(ref BitReader reader)
    {
        if (reader.Input.Length - reader.Position < RoundInput || Capacity - _written < RoundRoom)
        {
            return SymbolStatus.Decoded;
        }

        // window and tables are allocated pinned, and this instance keeps them alive
        var window = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_window));
        var literalLengths = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_codes.LiteralLengths));
        var distances = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_codes.Distances));
        fixed (byte* input = reader.Input)
        {
            var status = SymbolStatus.Decoded;
            var next = input + reader.Position;
            var lastNext = input + reader.Input.Length - RoundInput; // a round that starts here reads up to the end of the input
            var to = window + _written;
            var lastTo = window + Capacity - RoundRoom; // a round that starts here writes up to the end of the window
            var bits = reader.Bits;
            var count = (uint)reader.Count; // only its low six bits count, as whole entries are subtracted
            Refill(ref bits, ref count, ref next);
            var entry = literalLengths[bits & LiteralLengthMask];
            do
            {
                // there are 56 bits or more; entry is that of the next code, looked up but not yet taken
                if (Entry.IsLiterals(entry))
                {
                    PutLiterals(entry, ref bits, ref count, ref to);
                    entry = literalLengths[bits & LiteralLengthMask];
                    if (Entry.IsLiterals(entry))
                    {
                        PutLiterals(entry, ref bits, ref count, ref to);
                        entry = literalLengths[bits & LiteralLengthMask];
                        if (Entry.IsLiterals(entry))
                        {
                            // 56 - 3 * 11 = 23 bits are left: enough for the look-up, which need not wait for the refill
                            PutLiterals(entry, ref bits, ref count, ref to);
                            entry = literalLengths[bits & LiteralLengthMask];
                            Refill(ref bits, ref count, ref next);
                            continue;
                        }
                    }
                }

                // 56 - 2 * 11 = 34 bits are left
                if ((entry & Entry.ExceptionalFlag) != 0)
                {
                    if ((entry & Entry.SubtableFlag) != 0)
                    {
                        entry = EnterSubtable(literalLengths, Alphabets.LiteralLengthBits, entry, ref bits, ref count);
                    }

                    if (Entry.IsLiterals(entry))
                    {
                        // 34 - 15 = 19 bits are left: enough for the look-up
                        PutLiterals(entry, ref bits, ref count, ref to);
                        entry = literalLengths[bits & LiteralLengthMask];
                        Refill(ref bits, ref count, ref next);
                        continue;
                    }

                    if ((entry & Entry.ExceptionalFlag) != 0)
                    {
                        bits >>= (int)entry;
                        count -= entry;
                        status =
                            entry >> 16 == Entry.EndOfBlock >> 16 ? SymbolStatus.BlockEnded : SymbolStatus.Malformed;
                        break;
                    }
                }

                // a length takes 15 + 5 bits at most, so 14 are left: enough for the look-up
                var length = (uint)TakeValue(entry, ref bits, ref count);
                entry = distances[bits & DistanceMask];
                Refill(ref bits, ref count, ref next);
                if ((entry & Entry.ExceptionalFlag) != 0)
                {
                    if ((entry & Entry.SubtableFlag) != 0)
                    {
                        entry = EnterSubtable(distances, Alphabets.DistanceBits, entry, ref bits, ref count);
                    }

                    if ((entry & Entry.ExceptionalFlag) != 0)
                    {
                        status = SymbolStatus.Malformed;
                        break;
                    }
                }

                // a distance takes 15 + 13 bits at most, so 28 are left: enough for the look-up, which the copy gives time to
                var distance = TakeValue(entry, ref bits, ref count);
                if (distance > (ulong)(to - window))
                {
                    status = SymbolStatus.Malformed;
                    break;
                }

                entry = literalLengths[bits & LiteralLengthMask];
                Refill(ref bits, ref count, ref next);
                MatchCopy.Copy(to, (uint)distance, length);
                to += length;
            } while (next <= lastNext && to <= lastTo);

            _written = (int)(to - window);
            reader.Position = (int)(next - input);
            reader.Bits = bits;
            reader.Count = (int)(count & 63);
            return status;
        }
    }

    /// <summary>
    /// Loads up to 56 bits or more; see <see cref="RoundInput"/> for why the 8 bytes are there. Bits above the count are those of the
    /// next byte already: loading them again changes nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Refill(ref ulong bits, ref uint count, ref byte* next)
    {
        var word = Unsafe.ReadUnaligned<ulong>(next);
        bits |= (BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)) << (int)count;
        next += (~count >> 3) & 7;
        count |= 56;
    }

    /// <summary>Takes one or two literals; two bytes are written in any case, see <see cref="RoundRoom"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void PutLiterals(uint entry, ref ulong bits, ref uint count, ref byte* to)
    {
        bits >>= (int)entry;
        count -= entry;
        var pair = (ushort)(entry >> 16);
        Unsafe.WriteUnaligned(to, BitConverter.IsLittleEndian ? pair : BinaryPrimitives.ReverseEndianness(pair));
        to += Entry.LiteralCount(entry);
    }

    /// <summary>Takes the bits that index the table, and looks the rest of the code up in the subtable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe uint EnterSubtable(uint* table, int indexBits, uint entry, ref ulong bits, ref uint count)
    {
        bits >>= indexBits;
        count -= (uint)indexBits;
        return table[(entry >> 16) + (bits & ((1UL << Entry.CodeLength(entry)) - 1))];
    }

    /// <summary>Takes a length or a distance with its extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TakeValue(uint entry, ref ulong bits, ref uint count)
    {
        var all = LowBits(bits, entry);
        bits >>= (int)entry;
        count -= entry;
        return (entry >> 16) + (all >> Entry.CodeLength(entry));
    }

    /// <summary>As many low bits as the entry's low byte says (28 at most).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowBits(ulong bits, uint entry) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(bits, entry) : bits & ((1UL << (int)entry) - 1);
}
