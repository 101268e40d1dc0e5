using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Integrity.Reporting.Html;

/// <summary>
/// Writes HTML from interpolated strings: what stands in the source is markup, what is filled in is text and is escaped. There is no way to write text from outside as markup.
/// <code>html.Write($"&lt;td&gt;{finding.Message}&lt;/td&gt;");</code>
/// </summary>
internal sealed class HtmlWriter(TextWriter writer)
{
    /// <summary>How many characters were written.</summary>
    public long Length { get; private set; }

    /// <summary>Writes markup with text in it. <c>{x}</c> is for text between tags, <c>{x:plain}</c> for attributes and titles, where no element can stand.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "the parts of the string are written to this instance while it is put together, before the call")]
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup)
    {
    }

    /// <summary>Writes the content of a style or script element of this program.</summary>
    public void WriteAsset(HtmlAsset asset) => Put(asset.Text);

    /// <summary>Writes JSON into a script element that is never run. <see cref="ScriptJson"/> leaves no character in it that could end the element.</summary>
    public void WriteJson(string id, ScriptJson json)
    {
        Write($"<script type=\"application/json\" id=\"{id:plain}\">");
        Put(json.ToString());
        Write($"</script>\n");
    }

    private void Put(ReadOnlySpan<char> text)
    {
        writer.Write(text);
        Length += text.Length;
    }

    private void PutText(string text, bool isPlain)
    {
        foreach (var c in BucketText.Mark(text))
        {
            switch (c)
            {
                case '<': Put("&lt;"); break;
                case '>': Put("&gt;"); break;
                case '&': Put("&amp;"); break;
                case '"': Put("&quot;"); break;
                case '\'': Put("&#39;"); break;
                // without quotes, so that even in an attribute, where it must not stand, it would end nothing
                case BucketText.Open: Put(isPlain ? "" : "<b class=esc>"); break;
                case BucketText.Close: Put(isPlain ? "" : "</b>"); break;
                default: Put([c]); break;
            }
        }
    }

    /// <summary>The parts of an interpolated string, written as they come.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly HtmlWriter _html;

        public Markup(int literalLength, int formattedCount, HtmlWriter html)
        {
            _ = literalLength;
            _ = formattedCount;
            _html = html;
        }

        public void AppendLiteral(string markup) => _html.Put(markup);

        public void AppendFormatted(string? text, string format = "") => _html.PutText(text ?? "", format == "plain");

        public void AppendFormatted(long number, string format = "0") => _html.Put(number.ToString(format, CultureInfo.InvariantCulture));

        public void AppendFormatted(double number, string format = "0.###") => _html.Put(number.ToString(format, CultureInfo.InvariantCulture));
    }
}
