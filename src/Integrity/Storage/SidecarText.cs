using System.Text;

namespace Integrity.Storage;

/// <summary>
/// Decodes the text of a sidecar. Windows PowerShell writes UTF-16 with a byte order mark when the output of a command
/// is redirected into a file,
/// and editors put one before UTF-8.
/// </summary>
internal static class SidecarText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding LittleEndian = new(
        bigEndian: false,
        byteOrderMark: false,
        throwOnInvalidBytes: true
    );
    private static readonly UnicodeEncoding BigEndian = new(
        bigEndian: true,
        byteOrderMark: false,
        throwOnInvalidBytes: true
    );

    /// <exception cref="DecoderFallbackException">It is no text in the encoding that its first bytes
    /// announce.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var text] => Utf8.GetString(text),
            [0xFF, 0xFE, .. var text] => LittleEndian.GetString(text),
            [0xFE, 0xFF, .. var text] => BigEndian.GetString(text),
            // JSON begins with an ASCII character, so a zero beside it shows UTF-16 without a mark
            [not 0, 0, ..] => LittleEndian.GetString(bytes),
            [0, not 0, ..] => BigEndian.GetString(bytes),
            _ => Utf8.GetString(bytes),
        };
}
