using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Integrity.Storage.Tar;

/// <summary>
/// The records of a pax header, which describe the next member.
/// <code>
/// record = length " " keyword "=" value LF      length counts the whole record
/// 30 mtime=1746352800.123456789
/// </code>
/// Only path and size are used. Times and owners are ignored. Any other record, such as that of a sparse file, could
/// change the meaning of the member and is rejected.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PaxRecords(string? Path, long? Size)
{
    public const int MaxBytes = 64 << 10;

    /// <exception cref="FormatException">A record is malformed, unknown or duplicate.</exception>
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
                throw new FormatException("malformed pax header");
            result = result.With(records[(digits + 1)..(length - 1)]);
            records = records[length..];
        }
        return result;
    }

    private PaxRecords With(ReadOnlySpan<byte> record)
    {
        var equals = record.IndexOf((byte)'=');
        if (equals < 0)
            throw new FormatException("malformed pax header");
        var keyword = TarHeader.Text(record[..equals]);
        var value = record[(equals + 1)..];
        return keyword switch
        {
            "path" when Path is null && !value.Contains((byte)0) => this with { Path = TarHeader.Text(value) },
            "size" when Size is null && TryParseSize(value, out var size) => this with { Size = size },
            "mtime" or "atime" or "ctime" or "uid" or "gid" or "uname" or "gname" or "comment" => this,
            _ => throw new FormatException($"unknown or duplicate pax record: {keyword}"),
        };
    }

    private static bool TryParseSize(ReadOnlySpan<byte> text, out long size) =>
        Utf8Parser.TryParse(text, out size, out var read) && read == text.Length && size >= 0;
}
