using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Integrity.Storage.Tar;

/// <summary>
/// The 512-byte header block of a tar member, in POSIX (ustar) or GNU format.
/// <code>
/// offset  length  field                                   form
///      0     100  name                                    up to the first NUL
///    124      12  size                                    octal, or 0x80 and 11 bytes (GNU, 8 GiB and more)
///    148       8  checksum, itself counted as blanks      octal
///    156       1  kind
///    257       8  "ustar" NUL "00"  |  "ustar" 2 blanks NUL
///    345     155  directory of the name                   POSIX only
/// </code>
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TarHeader(char Kind, string Name, long Size)
{
    public const int BlockSize = 512;
    public const char File = '0';
    public const char Directory = '5';
    public const char GnuLongName = 'L';
    public const char PaxRecords = 'x';

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <exception cref="FormatException">The block is not a valid header.</exception>
    public static TarHeader Parse(ReadOnlySpan<byte> block)
    {
        var magic = block.Slice(257, 8);
        var isPosix = magic.SequenceEqual("ustar\000"u8);
        if (!isPosix && !magic.SequenceEqual("ustar  \0"u8))
            throw new FormatException("not a tar archive in ustar, pax or GNU format");
        if (Number(block.Slice(148, 8)) != Sum(block))
            throw new FormatException("wrong header checksum");
        var name = Text(block[..100]);
        if (isPosix && block[345] != 0)
            name = $"{Text(block.Slice(345, 155))}/{name}";
        return new TarHeader((char)block[156], name, Number(block.Slice(124, 12)));
    }

    /// <summary>Computes the checksum: the sum of all bytes, with the checksum field counted as blanks.</summary>
    public static long Sum(ReadOnlySpan<byte> block)
    {
        var sum = 8L * ' ';
        for (var i = 0; i < BlockSize; i++)
        {
            if (i is < 148 or >= 156)
                sum += block[i];
        }
        return sum;
    }

    private static long Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
            return BigEndian(field[1..]);
        var digits = field.TrimStart((byte)' ');
        if (digits.IndexOfAny((byte)' ', (byte)0) is var end and >= 0)
            digits = digits[..end];
        if (digits.IsEmpty)
            throw new FormatException("invalid number in a header");
        var number = 0L;
        foreach (var digit in digits)
            number = digit is >= (byte)'0' and <= (byte)'7'
                ? (number << 3) + digit - '0'
                : throw new FormatException("invalid number in a header");
        return number;
    }

    private static long BigEndian(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        return number <= long.MaxValue ? (long)number : throw new FormatException("number in a header too large");
    }

    /// <summary>Decodes the text up to the first NUL.</summary>
    /// <exception cref="FormatException">The text is not UTF-8.</exception>
    public static string Text(ReadOnlySpan<byte> field)
    {
        try
        {
            return StrictUtf8.GetString(field.IndexOf((byte)0) is var end and >= 0 ? field[..end] : field);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("name is not UTF-8", e);
        }
    }
}
