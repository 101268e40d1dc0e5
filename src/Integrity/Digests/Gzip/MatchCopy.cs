using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Integrity.Digests.Gzip;

/// <summary>Copies matches of the fast loop in wide steps, which may write more than asked for.</summary>
internal static unsafe class MatchCopy
{
    /// <summary>How many bytes behind the match may be overwritten: a step starts in front of the match's end and writes 64 at most.</summary>
    public const int MaxOvershoot = 64;

    /// <summary>
    /// Repeats what stands <paramref name="distance"/> bytes in front of <paramref name="to"/>. The caller guarantees that these bytes
    /// exist (distance 1 or more) and that there is room for <paramref name="length"/> (3..258) and <see cref="MaxOvershoot"/> bytes.
    /// </summary>
    /// <remarks>
    /// Reads never leave the window: they are below what is written, by the distance, and writes stay in the room. What a wide read
    /// takes from behind the bytes that exist yet is written behind the match, or over by the next step.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* to, uint distance, uint length)
    {
        var from = to - distance;
        var end = to + length;
        if (distance >= 32)
        {
            // every load is of bytes that exist: 32 of them from (to - 32) or before; the second load of a step sees the first store.
            // Two at once, as most matches end there and a branch in between would be hard to foresee
            Vector256.Store(Vector256.Load(from), to);
            Vector256.Store(Vector256.Load(from + 32), to + 32);
            while (to + 64 < end)
            {
                from += 64;
                to += 64;
                Vector256.Store(Vector256.Load(from), to);
                Vector256.Store(Vector256.Load(from + 32), to + 32);
            }
        }
        else if (distance == 1)
        {
            var same = Vector256.Create(*from);
            do
            {
                Vector256.Store(same, to);
                to += 32;
            } while (to < end);
        }
        else
        {
            // of the 8 bytes of a step the first distance ones are right; the next step starts behind those
            var step = Math.Min(distance, 8);
            do
            {
                Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from));
                from += step;
                to += step;
            } while (to < end);
        }
    }
}
