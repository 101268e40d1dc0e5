using System.Text;

namespace Integrity.Digests;

/// <summary>
/// Converts text files to UTF-8. Windows PowerShell writes UTF-16 with a byte order mark for
/// <c>aws … &gt; keys.json</c>, and many editors write UTF-8 with one.
/// </summary>
internal static class Utf8Text
{
    /// <summary>
    /// Returns the text in UTF-8 without a byte order mark. Content that is neither UTF-16 nor UTF-32 is returned
    /// unchanged.
    /// </summary>
    /// <exception cref="FormatException">The content begins like UTF-16 or UTF-32 but is invalid.</exception>
    public static byte[] Normalize(byte[] content)
    {
        var (encoding, skip) = Detect(content);
        if (encoding is null)
            return skip == 0 ? content : content[skip..];
        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(content, skip, content.Length - skip));
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"it begins like {encoding.WebName}, but is not valid {encoding.WebName}", e);
        }
    }

    private static (Encoding? Encoding, int Skip) Detect(byte[] content) =>
        content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (null, 3),
            [0xFF, 0xFE, 0, 0, ..] => (
                new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true),
                4
            ),
            [0, 0, 0xFE, 0xFF, ..] => (
                new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true),
                4
            ),
            [0xFF, 0xFE, ..] => (Utf16(bigEndian: false), 2),
            [0xFE, 0xFF, ..] => (Utf16(bigEndian: true), 2),
            // Without a byte order mark. JSON and PEM begin with an ASCII character.
            [(byte)'{' or (byte)'[' or (byte)'-', 0, not 0, 0, ..] => (Utf16(bigEndian: false), 0),
            [0, (byte)'{' or (byte)'[' or (byte)'-', 0, not 0, ..] => (Utf16(bigEndian: true), 0),
            _ => (null, 0),
        };

    private static UnicodeEncoding Utf16(bool bigEndian) =>
        new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
}
