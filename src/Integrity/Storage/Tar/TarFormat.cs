using System.Buffers.Binary;
using System.Text;

namespace Integrity.Storage.Tar;

/// <summary>
/// The fixed tar format of bundles, byte for byte. It depends only on names and sizes, never on the machine, its user
/// or the time.
/// <code>
/// archive   = *( [ long-name ] header content padding ) 1024 NUL
/// header    = GNU header: mode 0644, owner 0, time 0, no user name
/// long-name = GNU header "././@LongLink" of kind L, the name, NUL, padding    (names of more than 100 bytes)
/// padding   = NUL up to a multiple of 512
/// </code>
/// </summary>
internal static class TarFormat
{
    /// <summary>The length of the end marker: two blocks of NUL.</summary>
    public const int EndLength = 2 * TarHeader.BlockSize;

    private const int MaxNameField = 100;
    private const long MaxOctalSize = 0x1_FFFF_FFFF;

    private static ReadOnlySpan<byte> LongName => "././@LongLink"u8;

    /// <summary>Returns the headers before the content of a member.</summary>
    public static byte[] HeadersOf(string name, long size)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length <= MaxNameField)
            return Header(bytes, TarHeader.File, size, ""u8);
        var nameLength = bytes.Length + 1;
        return
        [
            .. Header(LongName, TarHeader.GnuLongName, nameLength, "root"u8),
            .. bytes,
            0,
            .. new byte[Padding(nameLength)],
            .. Header(Truncate(bytes), TarHeader.File, size, ""u8),
        ];
    }

    /// <summary>Returns the number of NUL bytes after content of this length.</summary>
    public static int Padding(long size) => (int)(-size & (TarHeader.BlockSize - 1));

    /// <summary>Truncates a name to the length of the field, at a character boundary.</summary>
    private static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> name)
    {
        var end = MaxNameField;
        while ((name[end] & 0xC0) == 0x80)
            end--;
        return name[..end];
    }

    private static byte[] Header(ReadOnlySpan<byte> name, char kind, long size, ReadOnlySpan<byte> owner)
    {
        var block = new byte[TarHeader.BlockSize];
        name.CopyTo(block);
        "0000644\0"u8.CopyTo(block.AsSpan(100));
        "0000000\0"u8.CopyTo(block.AsSpan(108));
        "0000000\0"u8.CopyTo(block.AsSpan(116));
        WriteSize(block.AsSpan(124, 12), size);
        "00000000000\0"u8.CopyTo(block.AsSpan(136));
        block[156] = (byte)kind;
        "ustar  \0"u8.CopyTo(block.AsSpan(257));
        owner.CopyTo(block.AsSpan(265));
        owner.CopyTo(block.AsSpan(297));
        WriteOctal(block.AsSpan(148, 6), TarHeader.Sum(block));
        " "u8.CopyTo(block.AsSpan(155));
        return block;
    }

    private static void WriteSize(Span<byte> field, long size)
    {
        if (size <= MaxOctalSize)
        {
            WriteOctal(field[..^1], size);
            return;
        }
        field[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
    }

    private static void WriteOctal(Span<byte> digits, long value)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value >>= 3)
            digits[i] = (byte)('0' + (value & 7));
    }
}
