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
        if (distance >= 32)
        {
            // reads stay behind what is written: 32 bytes from (to - 32) or before
            var end = to + length;
            Vector256.Store(Vector256.Load(from), to);
            if (length > 32)
            {
                do
                {
                    from += 32;
                    to += 32;
                    Vector256.Store(Vector256.Load(from), to);
                }
                while (to + 32 < end);
            }

            return;
        }

        CopyNear(to, distance, length);
    }

    private static void CopyNear(byte* to, uint distance, uint length)
    {
        var from = to - distance;
        var end = to + length;
        if (distance == 1)
        {
            var same = Vector256.Create(*from);
            do
            {
                Vector256.Store(same, to);
                to += 32;
            }
            while (to < end);
            return;
        }

        // every step copies at least distance bytes of which distance are right (all, when distance is 8 or more), in units of 8
        if (distance >= 8)
        {
            do
            {
                Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from));
                from += 8;
                to += 8;
            }
            while (to < end);
            return;
        }

        do
        {
            Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from));
            from += distance;
            to += distance;
        }
        while (to < end);
    }
}
