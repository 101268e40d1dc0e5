using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Integrity.Digests.Gzip;

/// <summary>Copies matches of the fast loop in wide steps, which may write more than asked for.</summary>
internal static unsafe class MatchCopy
{
    /// <summary>How many bytes behind the match may be overwritten.</summary>
    public const int MaxOvershoot = 64;

    /// <summary>
    /// Repeats what stands <paramref name="distance"/> bytes in front of <paramref name="to"/>. The caller guarantees that these bytes
    /// exist (distance 1 or more) and that there is room for <paramref name="length"/> (3..258) and <see cref="MaxOvershoot"/> bytes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* to, uint distance, uint length)
    {
        var from = to - distance;
        var end = to + length;
        if (distance >= 32)
        {
            // reads stay behind what is written: 32 bytes from (to - 32) or before
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
            }
            while (to < end);
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
            }
            while (to < end);
        }
    }
}
