using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Integrity.Storage.Tar;

/// <summary>
/// What a pax header says of the member behind it.
/// <code>
/// record = length " " keyword "=" value LF      length counts the whole record
/// 30 mtime=1746352800.123456789
/// </code>
/// Only name and size matter here. Records on times and owners are passed over; any other one, as of a sparse file, could change what the member is, and is refused.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PaxRecords(string? Path, long? Size)
{
    public const int MaxBytes = 64 << 10;

    /// <exception cref="FormatException">A record is not of its form, not understood, or comes twice.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> records)
    {
        var result = default(PaxRecords);
        while (!records.IsEmpty)
        {
            if (
                !Utf8Parser.TryParse(records, out int length, out var digits)
                || length <= digits + 2
                || length > records.Length
                || records[digits] != ' '
                || records[length - 1] != '\n'
            )
                throw new FormatException("a pax header is not of its form");
            result = result.With(records[(digits + 1)..(length - 1)]);
            records = records[length..];
        }
        return result;
    }

    private PaxRecords With(ReadOnlySpan<byte> record)
    {
        var equals = record.IndexOf((byte)'=');
        if (equals < 0)
            throw new FormatException("a pax header is not of its form");
        var keyword = TarHeader.Text(record[..equals]);
        var value = record[(equals + 1)..];
        return keyword switch
        {
            "path" when Path is null && !value.Contains((byte)0) => this with { Path = TarHeader.Text(value) },
            "size" when Size is null && TryParseSize(value, out var size) => this with { Size = size },
            "mtime" or "atime" or "ctime" or "uid" or "gid" or "uname" or "gname" or "comment" => this,
            _ => throw new FormatException($"a pax record is unknown or occurs twice: {keyword}"),
        };
    }

    private static bool TryParseSize(ReadOnlySpan<byte> text, out long size) =>
        Utf8Parser.TryParse(text, out size, out var read) && read == text.Length && size >= 0;
}
