using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Integrity.Digests.Gzip;

/// <summary>
/// CRC-32 as used by gzip: polynomial 0x04C11DB7, reflected, inverted at both ends. <c>crc("123456789") = CBF43926</c>.
/// Uses the fastest instructions of the processor. The result is always the same.
/// </summary>
internal static class Crc32
{
    /// <summary>Updates a checksum with more bytes.</summary>
    /// <param name="crc">The checksum of all previous bytes; 0 at the start.</param>
    /// <param name="data">The next bytes.</param>
    /// <returns>The checksum of all bytes including <paramref name="data"/>.</returns>
    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        var register = ~crc;
        if (data.Length >= Crc32Folding.MinLength)
        {
            return ~Crc32Folding.Update(register, data);
        }

        return ArmCrc32.Arm64.IsSupported ? ~UpdateArm(register, data) : ~Crc32Slicing.Update(register, data);
    }

    /// <summary>Uses the ARM instructions for this polynomial.</summary>
    private static uint UpdateArm(uint register, ReadOnlySpan<byte> data)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
        {
            register = ArmCrc32.Arm64.ComputeCrc32(register, word);
        }

        foreach (var single in data[(data.Length & ~7)..])
        {
            register = ArmCrc32.ComputeCrc32(register, single);
        }

        return register;
    }
}

/// <summary>Portable CRC-32: eight table look-ups process eight bytes at a time ("slicing by 8").</summary>
internal static class Crc32Slicing
{
    private const uint ReflectedPolynomial = 0xEDB88320;

    /// <summary>
    /// <c>Table[256 * k + b]</c>: the effect of byte <c>b</c> on the register when <c>k</c> more bytes follow.
    /// </summary>
    private static readonly uint[] Table = BuildTable();

    /// <summary>Updates the register (the inverted checksum).</summary>
    public static uint Update(uint register, ReadOnlySpan<byte> data)
    {
        // A local reference and indices below 8 * 256 keep bounds checks out of the loop.
        ref var table = ref MemoryMarshal.GetArrayDataReference(Table);
        while (data.Length >= 8)
        {
            var low = register ^ BinaryPrimitives.ReadUInt32LittleEndian(data);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            register =
                At(ref table, 7, low)
                ^ At(ref table, 6, low >> 8)
                ^ At(ref table, 5, low >> 16)
                ^ At(ref table, 4, low >> 24)
                ^ At(ref table, 3, high)
                ^ At(ref table, 2, high >> 8)
                ^ At(ref table, 1, high >> 16)
                ^ At(ref table, 0, high >> 24);
            data = data[8..];
        }

        foreach (var single in data)
        {
            register = At(ref table, 0, register ^ single) ^ (register >> 8);
        }

        return register;
    }

    // The slice is 0 to 7 and the index is truncated to a byte, so the sum is below 8 * 256 = Table.Length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint At(ref uint table, int slice, uint index) => Unsafe.Add(ref table, (slice * 256) + (byte)index);

    private static uint[] BuildTable()
    {
        var table = new uint[8 * 256];
        for (uint single = 0; single < 256; single++)
        {
            var register = single;
            for (var bit = 0; bit < 8; bit++)
            {
                register = (register >> 1) ^ ((register & 1) * ReflectedPolynomial);
            }

            table[single] = register;
        }

        for (var i = 256; i < table.Length; i++)
        {
            table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        }

        return table;
    }
}
