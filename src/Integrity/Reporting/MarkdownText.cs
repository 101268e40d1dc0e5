using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Integrity.Reporting;

/// <summary>
/// Escapes text from a bucket for GitHub's Markdown. Entities alone are not enough, because GitHub searches the
/// rendered text (except code) for mentions, references and emoji. So everything but plain prose becomes code, and
/// special characters in code become entities. No markup, table, link or workflow command survives.
/// </summary>
internal static partial class MarkdownText
{
    /// <summary>Formats the name of an object, always as code.</summary>
    public static string Code(string text, int maxCharacters)
    {
        var visible = Visible(text, maxCharacters);
        return PlainCode().IsMatch(visible) ? $"`{visible}`" : Escaped(visible);
    }

    /// <summary>Formats a sentence: unchanged if it is plain prose, otherwise as code.</summary>
    public static string Prose(string text, int maxCharacters)
    {
        var visible = Visible(text, maxCharacters);
        return PlainProse().IsMatch(visible) ? visible : Escaped(visible);
    }

    private static string Escaped(string visible)
    {
        var escaped = new StringBuilder("<code>");
        foreach (var c in visible)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' || !char.IsAscii(c))
                escaped.Append(c);
            // GFM detects addresses after resolving entities. An element in the middle prevents that.
            else
                escaped.Append(CultureInfo.InvariantCulture, $"{(c is '@' or ':' or '.' ? "<wbr>" : "")}&#{(int)c};");
        }
        return escaped.Append("</code>").ToString();
    }

    private static string Visible(string text, int maxCharacters)
    {
        var visible = TerminalText.Escape(FindingWords.Shortened(text, maxCharacters));
        return string.IsNullOrWhiteSpace(visible) ? "(blank)" : visible;
    }

    /// <summary>
    /// Text that is safe between backticks in a table cell. Two colons would start a workflow command.
    /// </summary>
    [GeneratedRegex(@"^(?>[A-Za-z0-9/_.,=+'-]|(?<!:):(?!:)|(?<=\S) (?=\S))+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlainCode();

    /// <summary>
    /// Words, numbers and times. A dot or colon is allowed only at the end of a word, so that nothing becomes a link, a
    /// reference or an emoji.
    /// </summary>
    [GeneratedRegex(
        @"^(?>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z|[A-Za-z0-9]+|(?<=[a-z])'(?=[a-z])|(?<=\S) |[,;()]"
            + @"|(?<=[A-Za-z0-9)])[.:](?= |\z))+\z",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex PlainProse();
}
