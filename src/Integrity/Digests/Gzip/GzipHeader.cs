using System.Buffers.Binary;

namespace Integrity.Digests.Gzip;

/// <summary>
/// Reads the header of a gzip member field by field, because the variable fields can exceed the caller's buffer.
/// Their content is checked and skipped.
/// </summary>
internal sealed class GzipHeader
{
    /// <summary>
    /// Maximum total length of the extra field, name and comment. Real headers have less than a hundred bytes.
    /// </summary>
    private const int MaxVariableLength = 64 * 1024;

    private const int FixedLength = 10;

    private Field _field;
    private Flags _flags;
    private int _extraLeft;
    private int _variableLeft = MaxVariableLength;
    private uint _crc;

    private enum Field
    {
        Fixed,
        ExtraLength,
        Extra,
        Name,
        Comment,
        Checksum,
        End,
    }

    [Flags]
    private enum Flags
    {
        None = 0,
        Text = 1,
        Checksum = 2,
        Extra = 4,
        Name = 8,
        Comment = 16,
        All = Text | Checksum | Extra | Name | Comment,
    }

    private static ReadOnlySpan<byte> MagicAndMethod => [0x1F, 0x8B, 8];

    /// <summary>Prepares the instance for another header.</summary>
    public void Reset()
    {
        _field = Field.Fixed;
        _flags = Flags.None;
        _extraLeft = 0;
        _variableLeft = MaxVariableLength;
        _crc = 0;
    }

    /// <summary>Reads as much of the header as the input contains.</summary>
    /// <param name="input">The unread bytes.</param>
    /// <param name="consumed">Number of bytes read by this call.</param>
    /// <returns><see cref="PieceStatus.Done"/> after the last byte of the header.</returns>
    public PieceStatus Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (_field != Field.End)
        {
            var status = ReadField(input[consumed..], out var length);
            if (_flags.HasFlag(Flags.Checksum))
            {
                _crc = Crc32.Update(_crc, input.Slice(consumed, length));
            }

            consumed += length;
            if (status != PieceStatus.Done)
            {
                return status;
            }

            _field++;
        }

        return PieceStatus.Done;
    }

    private PieceStatus ReadField(ReadOnlySpan<byte> input, out int length)
    {
        length = 0;
        return _field switch
        {
            Field.Fixed => ReadFixed(input, out length),
            Field.ExtraLength when _flags.HasFlag(Flags.Extra) => ReadExtraLength(input, out length),
            Field.Extra => SkipExtra(input, out length),
            Field.Name when _flags.HasFlag(Flags.Name) => SkipText(input, out length),
            Field.Comment when _flags.HasFlag(Flags.Comment) => SkipText(input, out length),
            Field.Checksum when _flags.HasFlag(Flags.Checksum) => CheckChecksum(input, out length),
            _ => PieceStatus.Done,
        };
    }

    private PieceStatus ReadFixed(ReadOnlySpan<byte> input, out int length)
    {
        length = 0;

        // Reject other formats at the first wrong byte instead of reporting short input.
        var known = Math.Min(input.Length, MagicAndMethod.Length);
        if (!input[..known].SequenceEqual(MagicAndMethod[..known]))
        {
            return PieceStatus.Malformed;
        }

        if (input.Length > known && ((Flags)input[known] & ~Flags.All) != Flags.None)
        {
            return PieceStatus.Malformed;
        }

        if (input.Length < FixedLength)
        {
            return PieceStatus.NeedsInput;
        }

        length = FixedLength;
        _flags = (Flags)input[known];
        return PieceStatus.Done;
    }

    private PieceStatus ReadExtraLength(ReadOnlySpan<byte> input, out int length)
    {
        length = 0;
        if (input.Length < sizeof(ushort))
        {
            return PieceStatus.NeedsInput;
        }

        length = sizeof(ushort);
        _extraLeft = BinaryPrimitives.ReadUInt16LittleEndian(input);
        return PieceStatus.Done;
    }

    private PieceStatus SkipExtra(ReadOnlySpan<byte> input, out int length)
    {
        length = Math.Min(_extraLeft, input.Length);
        _extraLeft -= length;
        _variableLeft -= length; // An extra field is below 64 KiB, so this is never negative.
        return _extraLeft == 0 ? PieceStatus.Done : PieceStatus.NeedsInput;
    }

    private PieceStatus SkipText(ReadOnlySpan<byte> input, out int length)
    {
        var end = input.IndexOf((byte)0);
        length = end < 0 ? input.Length : end + 1;
        _variableLeft -= length;
        if (_variableLeft < 0)
        {
            return PieceStatus.Malformed;
        }

        return end < 0 ? PieceStatus.NeedsInput : PieceStatus.Done;
    }

    private PieceStatus CheckChecksum(ReadOnlySpan<byte> input, out int length)
    {
        length = 0;
        if (input.Length < sizeof(ushort))
        {
            return PieceStatus.NeedsInput;
        }

        length = sizeof(ushort);
        return BinaryPrimitives.ReadUInt16LittleEndian(input) == (ushort)_crc
            ? PieceStatus.Done
            : PieceStatus.Malformed;
    }
}
