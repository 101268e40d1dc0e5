using System.Buffers.Binary;

namespace Integrity.Digests.Gzip;

/// <summary>
/// Reads bits, lowest bit of each byte first. Copy the struct to save a position and restore it later.
/// Above <see cref="Count"/>, the buffer may contain bits of the next bytes. Loading those bytes again changes nothing.
/// </summary>
/// <param name="input">The bytes to read.</param>
/// <param name="bits">Unread bits of the last byte of the previous input.</param>
/// <param name="count">Number of those bits, 0 to 7.</param>
internal ref struct BitReader(ReadOnlySpan<byte> input, ulong bits, int count)
{
    /// <summary>The bytes to read.</summary>
    public readonly ReadOnlySpan<byte> Input = input;

    /// <summary>Number of bytes of <see cref="Input"/> loaded so far.</summary>
    public int Position;

    /// <summary>The next bits, the first one lowest.</summary>
    public ulong Bits = bits;

    /// <summary>Number of loaded bits, 0 to 63.</summary>
    public int Count = count;

    /// <summary>Loads bytes until at least 56 bits are available or the input ends.</summary>
    public void Refill()
    {
        if (BinaryPrimitives.TryReadUInt64LittleEndian(Input[Position..], out var next))
        {
            Bits |= next << Count;
            Position += (63 - Count) >> 3;
            Count |= 56;
            return;
        }

        for (; Count < 56 && Position < Input.Length; Count += 8)
        {
            Bits |= (ulong)Input[Position++] << Count;
        }
    }

    /// <summary>Discards bits. The caller ensures that they are available.</summary>
    public void Skip(int bitCount)
    {
        Bits >>= bitCount;
        Count -= bitCount;
    }

    /// <summary>Reads and discards bits. The caller ensures that they are available.</summary>
    public int Take(int bitCount)
    {
        var value = (int)(Bits & ((1UL << bitCount) - 1));
        Skip(bitCount);
        return value;
    }

    /// <summary>Returns whole bytes to the input, so that fewer than 8 bits stay in the buffer.</summary>
    public void ReturnWholeBytes()
    {
        Position -= Count >> 3;
        Count &= 7;
        Bits &= (1UL << Count) - 1;
    }
}
