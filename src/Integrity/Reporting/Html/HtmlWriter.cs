using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Integrity.Reporting.Html;

/// <summary>
/// Writes HTML from interpolated strings: the literal parts are markup, the inserted values are text and are escaped.
/// Untrusted text can never become markup.
/// <code>html.Write($"&lt;td&gt;{finding.Message}&lt;/td&gt;");</code>
/// </summary>
internal sealed class HtmlWriter(TextWriter writer)
{
    /// <summary>The number of characters written.</summary>
    public long Length { get; private set; }

    /// <summary>
    /// Writes markup with text. Use <c>{x}</c> between tags, and <c>{x:plain}</c> in attributes and titles, which
    /// cannot contain elements.
    /// </summary>
    [SuppressMessage(
        "Performance",
        "CA1822:Mark members as static",
        Justification = "the string handler writes to this instance before the call"
    )]
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) { }

    /// <summary>Writes the content of a style or script element.</summary>
    public void WriteAsset(HtmlAsset asset) => Put(asset.Text);

    /// <summary>
    /// Writes JSON into a data element. <see cref="ScriptJson"/> escapes all characters that could end the element.
    /// </summary>
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
                case '<':
                    Put("&lt;");
                    break;
                case '>':
                    Put("&gt;");
                    break;
                case '&':
                    Put("&amp;");
                    break;
                case '"':
                    Put("&quot;");
                    break;
                case '\'':
                    Put("&#39;");
                    break;
                // Without quotes, this could not end an attribute, even if used there by mistake.
                case BucketText.Open:
                    Put(isPlain ? "" : "<b class=esc>");
                    break;
                case BucketText.Close:
                    Put(isPlain ? "" : "</b>");
                    break;
                default:
                    Put([c]);
                    break;
            }
        }
    }

    /// <summary>Writes the parts of an interpolated string.</summary>
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

        public void AppendFormatted(long number, string format = "0") =>
            _html.Put(number.ToString(format, CultureInfo.InvariantCulture));

        public void AppendFormatted(double number, string format = "0.###") =>
            _html.Put(number.ToString(format, CultureInfo.InvariantCulture));
    }
}
