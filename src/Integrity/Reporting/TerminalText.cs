using System.Globalization;
using System.Text;

namespace Integrity.Reporting;

/// <summary>Makes text from a bucket harmless on a terminal: object keys can hold escape sequences, line breaks and marks that turn the direction of writing.</summary>
public static class TerminalText
{
    /// <summary>The text with every control, format and line separator character, and every half of a pair, as <c>\uXXXX</c>. Other text comes back as it is.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsHarmful)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsHarmful(c)) escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static bool IsHarmful(char c) => !char.IsAscii(c)
        ? char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        : char.IsControl(c);
}
