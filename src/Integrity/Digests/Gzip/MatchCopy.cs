using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Integrity.Digests.Gzip;

/// <summary>Copies matches for the fast loop in wide steps, which may write beyond the match.</summary>
internal static unsafe class MatchCopy
{
    /// <summary>
    /// Maximum number of bytes overwritten after a match. A step starts before the end of the match and writes at most
    /// 64.
    /// </summary>
    public const int MaxOvershoot = 64;

    /// <summary>
    /// Copies <paramref name="length"/> bytes from <paramref name="distance"/> bytes before <paramref name="to"/>. The
    /// caller ensures that these bytes exist (distance 1 or more) and that there is space for
    /// <paramref name="length"/> (3 to 258) plus <see cref="MaxOvershoot"/> bytes.
    /// </summary>
    /// <remarks>
    /// Reads stay in the window, because they are below the writes, and writes stay in the space. Where a wide read
    /// goes beyond the existing bytes, the result is written after the match or overwritten by the next step.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* to, uint distance, uint length)
    {
        var from = to - distance;
        var end = to + length;
        if (distance >= 32)
        {
            // All loads read existing bytes: 32 bytes at or before (to - 32). The second load of a step sees the first
            // store.
            // Two loads per step, because most matches end there and a branch in between would be hard to predict.
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
            // Of the 8 bytes in a step, the first distance bytes are correct. The next step starts after them.
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
