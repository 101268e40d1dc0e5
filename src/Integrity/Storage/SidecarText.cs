using System.Text;

namespace Integrity.Storage;

/// <summary>
/// Decodes the text of a sidecar. Redirected output of Windows PowerShell is UTF-16 with a byte order mark, and some
/// editors add one to UTF-8.
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

    /// <exception cref="DecoderFallbackException">
    /// The text is not valid in the encoding that its first bytes indicate.
    /// </exception>
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var text] => Utf8.GetString(text),
            [0xFF, 0xFE, .. var text] => LittleEndian.GetString(text),
            [0xFE, 0xFF, .. var text] => BigEndian.GetString(text),
            // JSON begins with an ASCII character, so a zero beside it means UTF-16 without a byte order mark.
            [not 0, 0, ..] => LittleEndian.GetString(bytes),
            [0, not 0, ..] => BigEndian.GetString(bytes),
            _ => Utf8.GetString(bytes),
        };
}
