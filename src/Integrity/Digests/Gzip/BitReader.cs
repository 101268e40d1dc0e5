using System.Buffers.Binary;

namespace Integrity.Digests.Gzip;

/// <summary>
/// Reads bits, the lowest of every byte first. A copy of it is a place to come back to when a piece is not wholly there.
/// Above <see cref="Count"/> the buffer may hold bits of the bytes to come: loading those again changes nothing.
/// </summary>
/// <param name="input">the bytes to read</param>
/// <param name="bits">what is left of a byte that an earlier reader had begun</param>
/// <param name="count">how many bits that is, 0..7</param>
internal ref struct BitReader(ReadOnlySpan<byte> input, ulong bits, int count)
{
    /// <summary>The bytes to read.</summary>
    public readonly ReadOnlySpan<byte> Input = input;

    /// <summary>How many bytes of <see cref="Input"/> have been loaded.</summary>
    public int Position;

    /// <summary>The bits to come, the next one lowest.</summary>
    public ulong Bits = bits;

    /// <summary>How many bits have been loaded, 0..63.</summary>
    public int Count = count;

    /// <summary>Loads up to at least 56 bits, or to the end of the input.</summary>
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

    /// <summary>Drops bits that have been looked at; there must be that many.</summary>
    public void Skip(int bitCount)
    {
        Bits >>= bitCount;
        Count -= bitCount;
    }

    /// <summary>Takes bits; there must be that many.</summary>
    public int Take(int bitCount)
    {
        var value = (int)(Bits & ((1UL << bitCount) - 1));
        Skip(bitCount);
        return value;
    }

    /// <summary>Gives whole bytes back to the input, so that less than a byte stays in the buffer.</summary>
    public void ReturnWholeBytes()
    {
        Position -= Count >> 3;
        Count &= 7;
        Bits &= (1UL << Count) - 1;
    }
}
