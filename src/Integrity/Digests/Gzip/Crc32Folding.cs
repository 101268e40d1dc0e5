using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Integrity.Digests.Gzip;

/// <summary>
/// CRC-32 by carry-less multiplication (Intel's paper "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ").
/// Multiplying the halves of a 128-bit lane by <c>x^(D+32) mod P</c> and <c>x^(D-32) mod P</c> moves the lane <c>D</c>
/// bits towards the end of the message. XORing it with the lane at that position keeps the checksum.
/// This folds the message into four vectors, which then go through the tables.
/// </summary>
/// <remarks>
/// Folding further would save 0.1 µs but cost a short-lived process milliseconds of JIT compilation. For the same
/// reason, the loops use raw loads instead of spans of vectors.
/// </remarks>
internal static class Crc32Folding
{
    /// <summary>Size of four 512-bit vectors, in bytes.</summary>
    private const int Block512 = 256;

    /// <summary>Size of four 256-bit vectors, in bytes.</summary>
    private const int Block256 = 128;

    /// <summary>Size of four 128-bit vectors, in bytes.</summary>
    private const int Block128 = 64;

    // x^(D+32) and x^(D-32) mod P, bit-reflected, where D is the block size in bits.
    private const ulong LowBy2048 = 0x11542778a;
    private const ulong HighBy2048 = 0x1322d1430;
    private const ulong LowBy1024 = 0x1e88ef372;
    private const ulong HighBy1024 = 0x14a7fe880;
    private const ulong LowBy512 = 0x154442bd4;
    private const ulong HighBy512 = 0x1c6e41596;

    /// <summary>
    /// Minimum length for which folding pays off on this processor; <see cref="int.MaxValue"/> without support.
    /// </summary>
    public static int MinLength =>
        Pclmulqdq.V512.IsSupported ? 2 * Block512
        : Pclmulqdq.V256.IsSupported ? 2 * Block256
        : Pclmulqdq.IsSupported ? 2 * Block128
        : int.MaxValue;

    /// <summary>Updates the register (the inverted checksum) with at least <see cref="MinLength"/> bytes.</summary>
    public static uint Update(uint register, ReadOnlySpan<byte> data) =>
        Pclmulqdq.V512.IsSupported ? Update512(register, data)
        : Pclmulqdq.V256.IsSupported ? Update256(register, data)
        : Update128(register, data);

    /// <summary>Folds with 512-bit vectors. Requires at least 256 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Update512(uint register, ReadOnlySpan<byte> data)
    {
        Span<byte> block = stackalloc byte[Block512];
        CopyFirst(register, data, block);
        ref var message = ref MemoryMarshal.GetReference(data);
        ref var folded = ref MemoryMarshal.GetReference(block);
        var by = Vector512.Create(
            LowBy2048,
            HighBy2048,
            LowBy2048,
            HighBy2048,
            LowBy2048,
            HighBy2048,
            LowBy2048,
            HighBy2048
        );
        var a = Vector512.LoadUnsafe(ref folded, 0).AsUInt64();
        var b = Vector512.LoadUnsafe(ref folded, 64).AsUInt64();
        var c = Vector512.LoadUnsafe(ref folded, 128).AsUInt64();
        var d = Vector512.LoadUnsafe(ref folded, 192).AsUInt64();

        // The loads end at next + Block512, which is within the data because of end.
        nuint next = Block512;
        for (var end = (nuint)(data.Length - (data.Length % Block512)); next < end; next += Block512)
        {
            a = Fold(a, by) ^ Vector512.LoadUnsafe(ref message, next).AsUInt64();
            b = Fold(b, by) ^ Vector512.LoadUnsafe(ref message, next + 64).AsUInt64();
            c = Fold(c, by) ^ Vector512.LoadUnsafe(ref message, next + 128).AsUInt64();
            d = Fold(d, by) ^ Vector512.LoadUnsafe(ref message, next + 192).AsUInt64();
        }

        a.AsByte().StoreUnsafe(ref folded, 0);
        b.AsByte().StoreUnsafe(ref folded, 64);
        c.AsByte().StoreUnsafe(ref folded, 128);
        d.AsByte().StoreUnsafe(ref folded, 192);
        return Finish(block, data, (int)next);
    }

    /// <summary>Folds with 256-bit vectors. Requires at least 128 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Update256(uint register, ReadOnlySpan<byte> data)
    {
        Span<byte> block = stackalloc byte[Block256];
        CopyFirst(register, data, block);
        ref var message = ref MemoryMarshal.GetReference(data);
        ref var folded = ref MemoryMarshal.GetReference(block);
        var by = Vector256.Create(LowBy1024, HighBy1024, LowBy1024, HighBy1024);
        var a = Vector256.LoadUnsafe(ref folded, 0).AsUInt64();
        var b = Vector256.LoadUnsafe(ref folded, 32).AsUInt64();
        var c = Vector256.LoadUnsafe(ref folded, 64).AsUInt64();
        var d = Vector256.LoadUnsafe(ref folded, 96).AsUInt64();

        // The loads end at next + Block256, which is within the data because of end.
        nuint next = Block256;
        for (var end = (nuint)(data.Length - (data.Length % Block256)); next < end; next += Block256)
        {
            a = Fold(a, by) ^ Vector256.LoadUnsafe(ref message, next).AsUInt64();
            b = Fold(b, by) ^ Vector256.LoadUnsafe(ref message, next + 32).AsUInt64();
            c = Fold(c, by) ^ Vector256.LoadUnsafe(ref message, next + 64).AsUInt64();
            d = Fold(d, by) ^ Vector256.LoadUnsafe(ref message, next + 96).AsUInt64();
        }

        a.AsByte().StoreUnsafe(ref folded, 0);
        b.AsByte().StoreUnsafe(ref folded, 32);
        c.AsByte().StoreUnsafe(ref folded, 64);
        d.AsByte().StoreUnsafe(ref folded, 96);
        return Finish(block, data, (int)next);
    }

    /// <summary>Folds with 128-bit vectors. Requires at least 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Update128(uint register, ReadOnlySpan<byte> data)
    {
        Span<byte> block = stackalloc byte[Block128];
        CopyFirst(register, data, block);
        ref var message = ref MemoryMarshal.GetReference(data);
        ref var folded = ref MemoryMarshal.GetReference(block);
        var by = Vector128.Create(LowBy512, HighBy512);
        var a = Vector128.LoadUnsafe(ref folded, 0).AsUInt64();
        var b = Vector128.LoadUnsafe(ref folded, 16).AsUInt64();
        var c = Vector128.LoadUnsafe(ref folded, 32).AsUInt64();
        var d = Vector128.LoadUnsafe(ref folded, 48).AsUInt64();

        // The loads end at next + Block128, which is within the data because of end.
        nuint next = Block128;
        for (var end = (nuint)(data.Length - (data.Length % Block128)); next < end; next += Block128)
        {
            a = Fold(a, by) ^ Vector128.LoadUnsafe(ref message, next).AsUInt64();
            b = Fold(b, by) ^ Vector128.LoadUnsafe(ref message, next + 16).AsUInt64();
            c = Fold(c, by) ^ Vector128.LoadUnsafe(ref message, next + 32).AsUInt64();
            d = Fold(d, by) ^ Vector128.LoadUnsafe(ref message, next + 48).AsUInt64();
        }

        a.AsByte().StoreUnsafe(ref folded, 0);
        b.AsByte().StoreUnsafe(ref folded, 16);
        c.AsByte().StoreUnsafe(ref folded, 32);
        d.AsByte().StoreUnsafe(ref folded, 48);
        return Finish(block, data, (int)next);
    }

    /// <summary>
    /// Copies the first block and XORs the register into its first four bytes. The register counts as 0 from there on.
    /// </summary>
    private static void CopyFirst(uint register, ReadOnlySpan<byte> data, Span<byte> block)
    {
        data[..block.Length].CopyTo(block); // Throws if the data is too short.
        // Carry-less multiplication requires x86, so the byte order is little-endian.
        MemoryMarshal.Cast<byte, uint>(block)[0] ^= register;
    }

    private static uint Finish(ReadOnlySpan<byte> block, ReadOnlySpan<byte> data, int done) =>
        Crc32Slicing.Update(Crc32Slicing.Update(0, block), data[done..]);

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
