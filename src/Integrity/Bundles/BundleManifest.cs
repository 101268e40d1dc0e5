using System.Text;
using Integrity.Storage.Tar;

namespace Integrity.Bundles;

/// <summary>
/// The list of all files in a bundle, sorted by the bytes of their names. The first line identifies the format, so the
/// signature is not valid for anything else.
/// <code>
/// ctverify bundle 1
/// ee0447ea4c87ee4adc3132b07b5130b4f410f9ffdc32e05a405e9fbf0b49b936 1834 evidence/amzn-s3-demo-bucket/AWSLogs/…
/// </code>
/// </summary>
internal static class BundleManifest
{
    /// <summary>
    /// Maximum size. The manifest is held in memory, because its signature is checked before anything else. No
    /// supported archive needs a longer one.
    /// </summary>
    public const int MaxBytes = 3 << 29;

    private static ReadOnlySpan<byte> FirstLine => "ctverify bundle 1"u8;

    public static byte[] Write(IEnumerable<BundleEntry> entries)
    {
        using var text = new MemoryStream();
        text.Write(FirstLine);
        text.WriteByte((byte)'\n');
        foreach (var entry in entries)
            text.Write(Encoding.UTF8.GetBytes($"{entry}\n"));
        return text.ToArray();
    }

    /// <exception cref="FormatException">The text is not a manifest.</exception>
    public static IReadOnlyList<BundleEntry> Parse(ReadOnlySpan<byte> text)
    {
        var entries = new List<BundleEntry>();
        var (isFirst, start) = (true, 0);
        for (int length; (length = text[start..].IndexOf((byte)'\n')) >= 0; start += length + 1)
        {
            AddLine(text.Slice(start, length), isFirst, entries);
            isFirst = false;
        }
        return start == text.Length && !isFirst ? entries : throw new FormatException("truncated manifest");
    }

    private static void AddLine(ReadOnlySpan<byte> line, bool isFirst, List<BundleEntry> entries)
    {
        if (isFirst)
        {
            if (!line.SequenceEqual(FirstLine))
                throw new FormatException("unknown manifest format or version");
            return;
        }
        if (line.Length > BundleEntry.MaxLine)
            throw new FormatException("manifest line too long");
        if (entries.Count == TarIndex.MaxMembers)
            throw new FormatException("manifest too long");
        entries.Add(BundleEntry.Parse(line));
    }
}
