using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Integrity.Digests.Gzip;

/// <content>
/// The fast loop: checks input and output space only between rounds, for the most that a round can use.
/// All state is in local variables to keep it in registers, so there are no calls.
/// </content>
internal sealed partial class Inflater
{
    /// <summary>
    /// Input needed for a round. It refills at most twice, and each refill reads 8 bytes and advances by at most 7:
    /// 7 + 8 = 15. The refill before the first round reads 8.
    /// </summary>
    private const int RoundInput = 16;

    /// <summary>
    /// Output space needed for a round: three times two literals (a single one also writes two bytes), the longest
    /// match and the overshoot of a copy.
    /// </summary>
    private const int RoundOutput = 6 + MaxMatch + MatchCopy.MaxOvershoot;

    private const ulong LiteralLengthMask = (1UL << Alphabets.LiteralLengthBits) - 1;
    private const ulong DistanceMask = (1UL << Alphabets.DistanceBits) - 1;

    /// <summary>Decodes symbols while both input and output space suffice for a round.</summary>
    /// <remarks>
    /// Fully optimized at the first call, because a short-lived process is nearly done before tiering would do it.
    /// All table indices are in bounds: the mask bounds the index of the table. The entry that points to a subtable
    /// contains the width of its index, and the table was filled that far.
    /// </remarks>
    /// <returns><see cref="SymbolStatus.Decoded"/> if input or output space no longer suffice.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe SymbolStatus DecodeFast(ref BitReader reader)
    {
        if (reader.Input.Length - reader.Position < RoundInput || Capacity - _written < RoundOutput)
        {
            return SymbolStatus.Decoded;
        }

        // The window and the tables are pinned, and this instance keeps them alive.
        var window = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_window));
        var literalLengths = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_codes.LiteralLengths));
        var distances = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_codes.Distances));
        fixed (byte* input = reader.Input)
        {
            var status = SymbolStatus.Decoded;
            var next = input + reader.Position;
            // A round that starts here reads up to the end of the input.
            var lastNext = input + reader.Input.Length - RoundInput;
            var to = window + _written;
            // A round that starts here writes up to the end of the window.
            var lastTo = window + Capacity - RoundOutput;
            var bits = reader.Bits;
            var count = (uint)reader.Count; // Only the low six bits count, because whole entries are subtracted.
            Refill(ref bits, ref count, ref next);
            var entry = literalLengths[bits & LiteralLengthMask];
            do
            {
                // At least 56 bits are available. The entry of the next code is known, but its bits are not discarded
                // yet.
                if (Entry.IsLiterals(entry))
                {
                    WriteLiterals(entry, ref bits, ref count, ref to);
                    entry = literalLengths[bits & LiteralLengthMask];
                    if (Entry.IsLiterals(entry))
                    {
                        WriteLiterals(entry, ref bits, ref count, ref to);
                        entry = literalLengths[bits & LiteralLengthMask];
                        if (Entry.IsLiterals(entry))
                        {
                            // 56 - 3 * 11 = 23 bits are left. That is enough for the look-up, which does not wait for
                            // the refill.
                            WriteLiterals(entry, ref bits, ref count, ref to);
                            entry = literalLengths[bits & LiteralLengthMask];
                            Refill(ref bits, ref count, ref next);
                            continue;
                        }
                    }
                }

                // 56 - 2 * 11 = 34 bits are left.
                if ((entry & Entry.ExceptionalFlag) != 0)
                {
                    if ((entry & Entry.SubtableFlag) != 0)
                    {
                        entry = EnterSubtable(literalLengths, Alphabets.LiteralLengthBits, entry, ref bits, ref count);
                    }

                    if (Entry.IsLiterals(entry))
                    {
                        // 34 - 15 = 19 bits are left, enough for the look-up.
                        WriteLiterals(entry, ref bits, ref count, ref to);
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

                // A length takes at most 15 + 5 bits, so 14 are left, enough for the look-up.
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

                // A distance takes at most 15 + 13 bits, so 28 are left. The look-up overlaps with the copy.
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
    /// Loads at least 56 bits. <see cref="RoundInput"/> explains why 8 bytes can be read. Bits above the count already
    /// belong to the next byte. Loading them again changes nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Refill(ref ulong bits, ref uint count, ref byte* next)
    {
        var word = Unsafe.ReadUnaligned<ulong>(next);
        bits |= (BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)) << (int)count;
        next += (~count >> 3) & 7;
        count |= 56;
    }

    /// <summary>Writes one or two literals. Always stores two bytes; see <see cref="RoundOutput"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void WriteLiterals(uint entry, ref ulong bits, ref uint count, ref byte* to)
    {
        bits >>= (int)entry;
        count -= entry;
        var pair = (ushort)(entry >> 16);
        Unsafe.WriteUnaligned(to, BitConverter.IsLittleEndian ? pair : BinaryPrimitives.ReverseEndianness(pair));
        to += Entry.LiteralCount(entry);
    }

    /// <summary>Discards the index bits and looks up the rest of the code in the subtable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe uint EnterSubtable(uint* table, int indexBits, uint entry, ref ulong bits, ref uint count)
    {
        bits >>= indexBits;
        count -= (uint)indexBits;
        return table[(entry >> 16) + (bits & ((1UL << Entry.CodeLength(entry)) - 1))];
    }

    /// <summary>Reads a length or distance including its extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TakeValue(uint entry, ref ulong bits, ref uint count)
    {
        var all = LowBits(bits, entry);
        bits >>= (int)entry;
        count -= entry;
        return (entry >> 16) + (all >> Entry.CodeLength(entry));
    }

    /// <summary>Returns the number of low bits given by the low byte of the entry (at most 28).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowBits(ulong bits, uint entry) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(bits, entry) : bits & ((1UL << (int)entry) - 1);
}
