using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Integrity.Digests.Gzip;

/// <content>
/// The fast loop: no check of input or room within a round, so a round only starts when both suffice for all that it can do.
/// Everything it needs lives in locals, as the processor's registers are what makes it fast.
/// </content>
internal sealed partial class Inflater
{
    /// <summary>
    /// Input that a round needs: it refills at most three times, every refill reads 8 bytes and moves on by at most 7: 7 + 7 + 8 = 22.
    /// </summary>
    private const int RoundInput = 24;

    /// <summary>
    /// Room that a round needs: three times two literals, the longest match, and what a copy writes too much.
    /// </summary>
    private const int RoundRoom = 6 + MaxMatch + MatchCopy.MaxOvershoot;

    /// <summary>Decodes symbols as long as both input and room suffice for a round.</summary>
    /// <returns>Decoded if one of them no longer does</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe SymbolStatus DecodeFast(ref BitReader reader)
    {
        if (reader.Input.Length - reader.Position < RoundInput || Capacity - _written < RoundRoom)
        {
            return SymbolStatus.Decoded;
        }

        // window and tables are allocated pinned
        var window = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_window));
        var lits = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_codes.LiteralLengths));
        var dists = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_codes.Distances));
        fixed (byte* input = reader.Input)
        {
            var status = SymbolStatus.Decoded;
            var next = input + reader.Position;
            var lastNext = input + reader.Input.Length - RoundInput;
            var to = window + _written;
            var lastTo = window + Capacity - RoundRoom;
            var bits = reader.Bits;
            var count = (uint)reader.Count; // only the low byte counts: whole entries are subtracted

            // refill: afterwards there are at least 56 bits; bits above count are those of *next, loading them again changes nothing
            bits |= Unsafe.ReadUnaligned<ulong>(next) << (int)count;
            next += (~count >> 3) & 7;
            count |= 56;
            var entry = lits[bits & LitMask];
            do
            {
                // the entry of the next code is looked up, not yet taken
                if (Entry.IsLiterals(entry))
                {
                    bits >>= (int)entry;
                    count -= entry;
                    Unsafe.WriteUnaligned(to, (ushort)(entry >> 16));
to += Entry.LiteralCount(entry);
                    entry = lits[bits & LitMask];
                    if (Entry.IsLiterals(entry))
                    {
                        bits >>= (int)entry;
                        count -= entry;
                        Unsafe.WriteUnaligned(to, (ushort)(entry >> 16));
to += Entry.LiteralCount(entry);
                        entry = lits[bits & LitMask];
                        if (Entry.IsLiterals(entry))
                        {
                            // 3 * 11 bits are taken, 23 are left: enough for the look-up in front of the refill
                            bits >>= (int)entry;
                            count -= entry;
                            Unsafe.WriteUnaligned(to, (ushort)(entry >> 16));
to += Entry.LiteralCount(entry);
                            entry = lits[bits & LitMask];
                            bits |= Unsafe.ReadUnaligned<ulong>(next) << (int)count;
                            next += (~count >> 3) & 7;
                            count |= 56;
                            continue;
                        }
                    }
                }

                // at least 56 - 2 * 11 = 34 bits are left
                if ((entry & Entry.ExceptionalFlag) != 0)
                {
                    if ((entry & Entry.SubtableFlag) != 0)
                    {
                        bits >>= Alphabets.LiteralLengthBits;
                        count -= Alphabets.LiteralLengthBits;
                        entry = lits[(entry >> 16) + (bits & ((1UL << Entry.CodeLength(entry)) - 1))];
                    }

                    if (Entry.IsLiterals(entry))
                    {
                        // 23 - 4 bits are left
                        bits >>= (int)entry;
                        count -= entry;
                        *to++ = (byte)(entry >> 16);
                        entry = lits[bits & LitMask];
                        bits |= Unsafe.ReadUnaligned<ulong>(next) << (int)count;
                        next += (~count >> 3) & 7;
                        count |= 56;
                        continue;
                    }

                    if ((entry & Entry.ExceptionalFlag) != 0)
                    {
                        bits >>= (int)entry;
                        count -= entry;
                        status = entry >> 16 == Entry.EndOfBlock >> 16 ? SymbolStatus.BlockEnded : SymbolStatus.Malformed;
                        break;
                    }
                }

                var taken = bits;
                bits >>= (int)entry;
                count -= entry;
                var length = (entry >> 16) + (LowBits(taken, entry) >> Entry.CodeLength(entry));

                // at least 34 - 11 - 4 - 5 = 14 bits are left: enough for the look-up in front of the refill
                entry = dists[bits & DistMask];
                bits |= Unsafe.ReadUnaligned<ulong>(next) << (int)count;
                next += (~count >> 3) & 7;
                count |= 56;
                if ((entry & Entry.ExceptionalFlag) != 0)
                {
                    if ((entry & Entry.SubtableFlag) != 0)
                    {
                        bits >>= Alphabets.DistanceBits;
                        count -= Alphabets.DistanceBits;
                        entry = dists[(entry >> 16) + (bits & ((1UL << Entry.CodeLength(entry)) - 1))];
                    }

                    if ((entry & Entry.ExceptionalFlag) != 0)
                    {
                        status = SymbolStatus.Malformed;
                        break;
                    }
                }

                taken = bits;
                bits >>= (int)entry;
                count -= entry;
                var distance = (entry >> 16) + (LowBits(taken, entry) >> Entry.CodeLength(entry));
                if (distance > (ulong)(to - window))
                {
                    status = SymbolStatus.Malformed;
                    break;
                }

                // at least 56 - 28 bits are left: enough for the look-up, whose latency the copy hides
                entry = lits[bits & LitMask];
                bits |= Unsafe.ReadUnaligned<ulong>(next) << (int)count;
                next += (~count >> 3) & 7;
                count |= 56;
                MatchCopy.Copy(to, (uint)distance, (uint)length);
                to += length;
            }
            while (next <= lastNext && to <= lastTo);

            _written = (int)(to - window);
            reader.Position = (int)(next - input);
            reader.Bits = bits;
            reader.Count = (int)(count & 63);
            return status;
        }
    }

    private const ulong LitMask = (1UL << Alphabets.LiteralLengthBits) - 1;
    private const ulong DistMask = (1UL << Alphabets.DistanceBits) - 1;

    /// <summary>As many low bits as the entry's low byte says (below 64).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowBits(ulong bits, uint entry) =>
        System.Runtime.Intrinsics.X86.Bmi2.X64.IsSupported
            ? System.Runtime.Intrinsics.X86.Bmi2.X64.ZeroHighBits(bits, entry)
            : bits & ((1UL << (int)entry) - 1);
}
