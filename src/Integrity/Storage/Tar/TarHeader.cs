using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Integrity.Storage.Tar;

/// <summary>
/// The block of 512 bytes in front of each member of a tar archive, in the forms of POSIX (ustar) and GNU.
/// <code>
/// offset  length  field                                   form
///      0     100  name                                    up to the first NUL
///    124      12  size                                    octal digits, or 0x80 and a number of 11 bytes (GNU, from 8 GiB on)
///    148       8  sum of all bytes, these taken as blanks  octal digits
///    156       1  kind
///    257       8  "ustar" NUL "00"  |  "ustar" 2 blanks NUL
///    345     155  what comes in front of the name         POSIX only
/// </code>
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TarHeader(char Kind, string Name, long Size)
{
    public const int BlockSize = 512;
    public const char File = '0';
    public const char Folder = '5';
    public const char GnuLongName = 'L';
    public const char PaxRecords = 'x';

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <exception cref="FormatException">The block is no header, or a number or name in it is none.</exception>
    public static TarHeader Parse(ReadOnlySpan<byte> block)
    {
        var magic = block.Slice(257, 8);
        var isPosix = magic.SequenceEqual("ustar\000"u8);
        if (!isPosix && !magic.SequenceEqual("ustar  \0"u8))
            throw new FormatException(
                "it is not a tar archive, or of a form that is not read (ustar, pax and GNU are)"
            );
        if (Number(block.Slice(148, 8)) != Sum(block))
            throw new FormatException("the checksum of a header is wrong");
        var name = Text(block[..100]);
        if (isPosix && block[345] != 0)
            name = $"{Text(block.Slice(345, 155))}/{name}";
        return new TarHeader((char)block[156], name, Number(block.Slice(124, 12)));
    }

    /// <summary>The sum of all bytes, those of the sum itself counted as blanks.</summary>
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
            throw new FormatException("a number in a header is none");
        var number = 0L;
        foreach (var digit in digits)
            number = digit is >= (byte)'0' and <= (byte)'7'
                ? (number << 3) + digit - '0'
                : throw new FormatException("a number in a header is none");
        return number;
    }

    private static long BigEndian(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        return number <= long.MaxValue ? (long)number : throw new FormatException("a number in a header is too large");
    }

    /// <summary>The text up to the first NUL.</summary>
    /// <exception cref="FormatException">It is not UTF-8.</exception>
    public static string Text(ReadOnlySpan<byte> field)
    {
        try
        {
            return StrictUtf8.GetString(field.IndexOf((byte)0) is var end and >= 0 ? field[..end] : field);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("a name in it is not UTF-8", e);
        }
    }
}
