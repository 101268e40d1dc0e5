using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Integrity.Reporting;

/// <summary>
/// Text from a bucket, harmless in GitHub's Markdown. Entities alone are not enough: GitHub looks for mentions, references and emoji in the rendered text, but not in code.
/// So what is not plain prose is code, and what is not plain in code is an entity: no mark-up, table, link or workflow command is left to be read.
/// </summary>
internal static partial class MarkdownText
{
    /// <summary>The name of an object: always as code.</summary>
    public static string Code(string text, int maxCharacters)
    {
        var visible = Visible(text, maxCharacters);
        return PlainCode().IsMatch(visible) ? $"`{visible}`" : Escaped(visible);
    }

    /// <summary>A sentence: as it is when it is plain prose, else as code.</summary>
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
            if (char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' || !char.IsAscii(c)) escaped.Append(c);
            // GFM finds addresses in text after it has resolved the entities; an element in the middle keeps it from that
            else escaped.Append(CultureInfo.InvariantCulture, $"{(c is '@' or ':' or '.' ? "<wbr>" : "")}&#{(int)c};");
        }
        return escaped.Append("</code>").ToString();
    }

    private static string Visible(string text, int maxCharacters)
    {
        var visible = TerminalText.Escape(FindingWords.Shortened(text, maxCharacters));
        return string.IsNullOrWhiteSpace(visible) ? "(blank)" : visible;
    }

    /// <summary>What can stand between backticks and in a cell as it is. Two colons begin a workflow command.</summary>
    [GeneratedRegex(@"^(?>[A-Za-z0-9/_.,=+'-]|(?<!:):(?!:)|(?<=\S) (?=\S))+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlainCode();

    /// <summary>Words, numbers, times; a dot or colon only at the end of a word, so that nothing is a link, a reference or an emoji.</summary>
    [GeneratedRegex(@"^(?>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z|[A-Za-z0-9]+|(?<=[a-z])'(?=[a-z])|(?<=\S) |[,;()]|(?<=[A-Za-z0-9)])[.:](?= |\z))+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlainProse();
}
