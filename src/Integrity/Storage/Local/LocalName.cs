using System.Buffers;
using System.Text.Unicode;

namespace Integrity.Storage.Local;

/// <summary>
/// Converts file names between bytes and text without loss. On Unix, a name is a byte string. Bytes that are not UTF-8
/// become lone surrogates, U+DC80 to U+DCFF, which valid UTF-8 cannot produce.
/// <code>61 FF 62  →  a\uDCFFb  →  61 FF 62</code>
/// Every name can be reported and opened, and different names stay different.
/// </summary>
internal static class LocalName
{
    /// <summary>Maximum length of a file name, in bytes (Unix) or UTF-16 units (Windows).</summary>
    public const int MaxLength = 255;

    /// <summary>Maximum number of bytes that <see cref="Encode"/> writes.</summary>
    public const int MaxEncoded = MaxLength * 3;

    private const char FirstEscape = '\udc80';
    private const char LastEscape = '\udcff';
    private const int EscapeBase = 0xdc00;

    /// <summary>Returns whether the text is a single file name that cannot lead to another directory.</summary>
    public static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength
        && text is not ("." or "..")
        && text.IndexOfAny('\0', '/') < 0
        && (!OperatingSystem.IsWindows() || IsNameOnWindows(text));

    /// <summary>Windows treats a colon as a stream name and drops trailing dots and spaces.</summary>
    private static bool IsNameOnWindows(ReadOnlySpan<char> text) =>
        text.IndexOfAny('\\', ':') < 0 && text[^1] is not ('.' or ' ');

    /// <summary>Decodes the bytes of a name.</summary>
    public static string Decode(ReadOnlySpan<byte> name) => Decode("", name);

    /// <summary>Decodes the bytes of a name and prepends the object path of its folder.</summary>
    public static string Decode(string folder, ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[name.Length];
        var length = 0;
        while (!name.IsEmpty)
        {
            var status = Utf8.ToUtf16(
                name,
                text[length..],
                out var read,
                out var written,
                replaceInvalidSequences: false
            );
            name = name[read..];
            length += written;
            if (status == OperationStatus.Done)
                break;
            text[length++] = (char)(EscapeBase + name[0]);
            name = name[1..];
        }
        return string.Concat(folder, text[..length]);
    }

    /// <summary>
    /// Encodes a name and returns its length. Returns -1 if no file can have it: it contains a lone surrogate that
    /// <see cref="Decode(ReadOnlySpan{byte})"/> never produces.
    /// </summary>
    /// <param name="text">At most <see cref="MaxLength"/> characters.</param>
    /// <param name="name">At least <see cref="MaxEncoded"/> bytes.</param>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> name)
    {
        var length = 0;
        while (true)
        {
            var status = Utf8.FromUtf16(
                text,
                name[length..],
                out var read,
                out var written,
                replaceInvalidSequences: false
            );
            text = text[read..];
            length += written;
            if (status == OperationStatus.Done)
                return length;
            if (text[0] is < FirstEscape or > LastEscape)
                return -1;
            name[length++] = (byte)(text[0] - EscapeBase);
            text = text[1..];
        }
    }
}
