using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Integrity.Digests.Gzip;

/// <summary>
/// CRC-32 as gzip uses it: polynomial 0x04C11DB7, reflected, inverted at both ends. <c>crc("123456789") = CBF43926</c>.
/// Picks the fastest way that the processor offers; all of them give the same result.
/// </summary>
internal static class Crc32
{
    /// <summary>Continues a checksum.</summary>
    /// <param name="crc">the checksum of all bytes so far; 0 at the start</param>
    /// <param name="data">the bytes that follow</param>
    /// <returns>the checksum of all bytes including <paramref name="data"/></returns>
    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        var register = ~crc;
        if (data.Length >= Crc32Folding.MinLength)
        {
            return ~Crc32Folding.Update(register, data);
        }

        return ArmCrc32.Arm64.IsSupported ? ~UpdateArm(register, data) : ~Crc32Slicing.Update(register, data);
    }

    /// <summary>ARM has instructions for just this polynomial.</summary>
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

/// <summary>The portable way: eight table look-ups take in eight bytes at once ("slicing by 8").</summary>
internal static class Crc32Slicing
{
    private const uint ReflectedPolynomial = 0xEDB88320;

    /// <summary><c>Table[256 * k + b]</c>: what byte <c>b</c> does to the register when <c>k</c> more bytes follow it.</summary>
    private static readonly uint[] Table = BuildTable();

    /// <summary>Takes bytes into the register (the inverted checksum).</summary>
    public static uint Update(uint register, ReadOnlySpan<byte> data)
    {
        // a local reference, and byte-sized indices below 8 * 256: no bounds checks are left to the loop
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

    // slice is 0..7 and the index is cut to a byte, so the sum is below 8 * 256 = Table.Length
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
