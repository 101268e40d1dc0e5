using System.Globalization;
using System.Text;

namespace Integrity.Reporting;

/// <summary>
/// Escapes text from a bucket for terminals. Object paths can contain escape sequences, line breaks and marks that
/// reverse the text direction.
/// </summary>
internal static class TerminalText
{
    /// <summary>
    /// Spells out control, format, line separator and surrogate characters as <c>\uXXXX</c>. Returns other text
    /// unchanged.
    /// </summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsHarmful))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsHarmful(c))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static bool IsHarmful(char c) =>
        !char.IsAscii(c)
            ? char.GetUnicodeCategory(c)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse
            : char.IsControl(c);
}
