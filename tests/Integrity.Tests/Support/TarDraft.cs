using System.Globalization;
using System.Text;

namespace Integrity.Tests.Support;

/// <summary>
/// Builds a tar archive block by block from the format's description. It can contain what no honest program writes.
/// </summary>
internal sealed class TarDraft
{
    private readonly List<byte> _bytes = [];

    /// <summary>Adds a member in POSIX form, well-formed unless a parameter changes it.</summary>
    public TarDraft Add(
        string name,
        string content = "",
        char kind = '0',
        string? size = null,
        bool isGnu = false,
        Action<byte[]>? spoil = null,
        Action<byte[]>? spoilAfterSum = null
    ) => Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(content), kind, size, isGnu, spoil, spoilAfterSum);

    public TarDraft Add(
        byte[] name,
        byte[] content,
        char kind = '0',
        string? size = null,
        bool isGnu = false,
        Action<byte[]>? spoil = null,
        Action<byte[]>? spoilAfterSum = null
    )
    {
        var header = new byte[512];
        name.CopyTo(header, 0);
        Put(header, 100, "0000644\0");
        Put(header, 124, (size ?? Convert.ToString(content.Length, 8).PadLeft(11, '0')) + "\0");
        header[156] = (byte)kind;
        Put(header, 257, isGnu ? "ustar  \0" : "ustar\000");
        spoil?.Invoke(header);
        Put(header, 148, "        ");
        Put(header, 148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        spoilAfterSum?.Invoke(header);
        _bytes.AddRange(header);
        _bytes.AddRange(content);
        return Raw(new byte[-content.Length & 511]);
    }

    /// <summary>Adds a member as in a bundle: GNU form, owner 0, time 0.</summary>
    public TarDraft AddBundled(string name, byte[] content)
    {
        var bytes = Encoding.ASCII.GetBytes(name);
        if (bytes.Length > 100)
            Add("././@LongLink"u8.ToArray(), [.. bytes, 0], 'L', isGnu: true, spoil: header => Own(header, "root"));
        return Add(bytes[..Math.Min(100, bytes.Length)], content, isGnu: true, spoil: header => Own(header, ""));
    }

    private static void Own(byte[] header, string owner)
    {
        Put(header, 108, "0000000\0" + "0000000\0");
        Put(header, 136, "00000000000\0");
        Put(header, 265, owner);
        Put(header, 297, owner);
    }

    /// <summary>Adds a pax header with records of correct lengths.</summary>
    public TarDraft Pax(params (string Keyword, string Value)[] records) =>
        Add("pax", string.Concat(records.Select(record => Record(record.Keyword, record.Value))), 'x');

    public TarDraft Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Returns the archive with its end marker.</summary>
    public byte[] End() => [.. _bytes, .. new byte[1024]];

    public byte[] WithoutEnd() => [.. _bytes];

    public static string Record(string keyword, string value)
    {
        var rest = $" {keyword}={value}\n";
        var bytes = Encoding.UTF8.GetByteCount(rest);
        var length = bytes + 1;
        while (length.ToString(CultureInfo.InvariantCulture).Length + bytes != length)
            length++;
        return length.ToString(CultureInfo.InvariantCulture) + rest;
    }

    private static void Put(byte[] header, int offset, string text) =>
        Encoding.ASCII.GetBytes(text).CopyTo(header, offset);
}
