using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Integrity.Digests.Gzip;

/// <summary>
/// CRC-32 by carry-less multiplication (Intel's paper "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ").
/// A 128-bit lane moves <c>D</c> bits towards the end of the message when its halves are multiplied with
/// <c>x^(D+32) mod P</c> and <c>x^(D-32) mod P</c>; the sum with the lane that stands there leaves the checksum as it was.
/// So the message shrinks to 16 bytes with the same checksum, and only those go through the tables.
/// </summary>
internal static class Crc32Folding
{
    /// <summary>Shorter data are not worth it (and the loops rely on four 128-bit lanes being there).</summary>
    public const int MinLength = 64;

    /// <summary>Whether this processor multiplies without carry.</summary>
    public static bool IsSupported => Pclmulqdq.IsSupported;

    // x^(D+32) and x^(D-32) mod P, bit-reflected, for the distances that occur
    private static Vector128<ulong> By128 => Vector128.Create(0x1751997d0UL, 0x0ccaa009eUL);

    private static Vector128<ulong> By256 => Vector128.Create(0x0f1da05aaUL, 0x15a546366UL);

    private static Vector128<ulong> By512 => Vector128.Create(0x154442bd4UL, 0x1c6e41596UL);

    private static Vector128<ulong> By1024 => Vector128.Create(0x1e88ef372UL, 0x14a7fe880UL);

    private static Vector128<ulong> By2048 => Vector128.Create(0x11542778aUL, 0x1322d1430UL);

    /// <summary>Takes at least <see cref="MinLength"/> bytes into the register (the inverted checksum).</summary>
    public static uint Update(uint register, ReadOnlySpan<byte> data)
    {
        if (Pclmulqdq.V512.IsSupported && data.Length >= 4 * Vector512<byte>.Count)
        {
            return Update512(register, data);
        }

        if (Pclmulqdq.V256.IsSupported && data.Length >= 4 * Vector256<byte>.Count)
        {
            return Update256(register, data);
        }

        return Update128(register, data);
    }

    /// <summary>The way with 512-bit vectors; at least 256 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Update512(uint register, ReadOnlySpan<byte> data)
    {
        var lanes = MemoryMarshal.Cast<byte, Vector512<ulong>>(data);
        var a = lanes[0] ^ Vector512.CreateScalar((ulong)register);
        var (b, c, d) = (lanes[1], lanes[2], lanes[3]);
        var next = 4;
        var by = Broadcast512(By2048);
        for (; next + 4 <= lanes.Length; next += 4)
        {
            a = Fold(a, by) ^ lanes[next];
            b = Fold(b, by) ^ lanes[next + 1];
            c = Fold(c, by) ^ lanes[next + 2];
            d = Fold(d, by) ^ lanes[next + 3];
        }

        by = Broadcast512(By512);
        d = Fold(Fold(Fold(a, by) ^ b, by) ^ c, by) ^ d;
        for (; next < lanes.Length; next++)
        {
            d = Fold(d, by) ^ lanes[next];
        }

        var half = Fold(d.GetLower(), Broadcast256(By256)) ^ d.GetUpper();
        return Finish(Fold(half.GetLower(), By128) ^ half.GetUpper(), data[(next * Vector512<byte>.Count)..]);
    }

    /// <summary>The way with 256-bit vectors; at least 128 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Update256(uint register, ReadOnlySpan<byte> data)
    {
        var lanes = MemoryMarshal.Cast<byte, Vector256<ulong>>(data);
        var a = lanes[0] ^ Vector256.CreateScalar((ulong)register);
        var (b, c, d) = (lanes[1], lanes[2], lanes[3]);
        var next = 4;
        var by = Broadcast256(By1024);
        for (; next + 4 <= lanes.Length; next += 4)
        {
            a = Fold(a, by) ^ lanes[next];
            b = Fold(b, by) ^ lanes[next + 1];
            c = Fold(c, by) ^ lanes[next + 2];
            d = Fold(d, by) ^ lanes[next + 3];
        }

        by = Broadcast256(By256);
        d = Fold(Fold(Fold(a, by) ^ b, by) ^ c, by) ^ d;
        return Finish(Fold(d.GetLower(), By128) ^ d.GetUpper(), data[(next * Vector256<byte>.Count)..]);
    }

    /// <summary>The way with 128-bit vectors; at least 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Update128(uint register, ReadOnlySpan<byte> data)
    {
        var lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        var a = lanes[0] ^ Vector128.CreateScalar((ulong)register);
        var (b, c, d) = (lanes[1], lanes[2], lanes[3]);
        var next = 4;
        for (; next + 4 <= lanes.Length; next += 4)
        {
            a = Fold(a, By512) ^ lanes[next];
            b = Fold(b, By512) ^ lanes[next + 1];
            c = Fold(c, By512) ^ lanes[next + 2];
            d = Fold(d, By512) ^ lanes[next + 3];
        }

        d = Fold(Fold(Fold(a, By128) ^ b, By128) ^ c, By128) ^ d;
        return Finish(d, data[(next * Vector128<byte>.Count)..]);
    }

    /// <summary>Folds what is left by whole lanes, then lets the tables reduce the last lane and the tail behind it.</summary>
    private static uint Finish(Vector128<ulong> lane, ReadOnlySpan<byte> tail)
    {
        foreach (var next in MemoryMarshal.Cast<byte, Vector128<ulong>>(tail))
        {
            lane = Fold(lane, By128) ^ next;
        }

        Span<byte> last = stackalloc byte[Vector128<byte>.Count];
        lane.AsByte().CopyTo(last);
        return Crc32Slicing.Update(Crc32Slicing.Update(0, last), tail[(tail.Length & ~15)..]);
    }

    private static Vector256<ulong> Broadcast256(Vector128<ulong> by) => Vector256.Create(by, by);

    private static Vector512<ulong> Broadcast512(Vector128<ulong> by) => Vector512.Create(Broadcast256(by), Broadcast256(by));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> lane, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(lane, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, by, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Fold(Vector256<ulong> lanes, Vector256<ulong> by) =>
        Pclmulqdq.V256.CarrylessMultiply(lanes, by, 0x00) ^ Pclmulqdq.V256.CarrylessMultiply(lanes, by, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Fold(Vector512<ulong> lanes, Vector512<ulong> by) =>
        Pclmulqdq.V512.CarrylessMultiply(lanes, by, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(lanes, by, 0x11);
}
