using System.Security.Cryptography;
using System.Text;
using Integrity.Storage.Tar;

namespace Integrity.Bundles;

/// <summary>
/// The list of all that was put into a bundle, sorted by the bytes of the names. Its first line says what it is, so that its signature can be taken for that of nothing else.
/// <code>
/// ctverify bundle 1
/// ee0447ea4c87ee4adc3132b07b5130b4f410f9ffdc32e05a405e9fbf0b49b936 1834 evidence/amzn-s3-demo-bucket/AWSLogs/…
/// </code>
/// </summary>
internal static class BundleManifest
{
    private const int BufferSize = 64 << 10;

    private static ReadOnlySpan<byte> FirstLine => "ctverify bundle 1"u8;

    public static byte[] Write(IEnumerable<BundleEntry> entries)
    {
        using var text = new MemoryStream();
        text.Write(FirstLine);
        text.WriteByte((byte)'\n');
        foreach (var entry in entries) text.Write(Encoding.UTF8.GetBytes($"{entry}\n"));
        return text.ToArray();
    }

    /// <summary>The entries, and the SHA-256 of the whole text.</summary>
    /// <exception cref="FormatException">The text is not that of a manifest.</exception>
    public static async Task<(IReadOnlyList<BundleEntry> Entries, byte[] Hash)> ReadAsync(Stream text, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var entries = new List<BundleEntry>();
        var buffer = new byte[BufferSize];
        var (filled, isFirst) = (0, true);
        for (int read; (read = await text.ReadAsync(buffer.AsMemory(filled), cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, filled, read);
            filled += read;
            var start = 0;
            for (int length; (length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                Take(buffer.AsSpan(start, length), isFirst, entries);
                isFirst = false;
            }
            filled -= start;
            if (filled > BundleEntry.MaxLine) throw new FormatException("a line of the manifest is too long");
            buffer.AsSpan(start, filled).CopyTo(buffer);
        }
        if (filled > 0 || isFirst) throw new FormatException("the manifest is cut off");
        return (entries, hash.GetHashAndReset());
    }

    private static void Take(ReadOnlySpan<byte> line, bool isFirst, List<BundleEntry> entries)
    {
        if (isFirst)
        {
            if (!line.SequenceEqual(FirstLine)) throw new FormatException("the manifest is of an unknown form or version");
            return;
        }
        if (entries.Count == TarIndex.MaxMembers) throw new FormatException("the manifest is too long");
        entries.Add(BundleEntry.Parse(line));
    }
}
