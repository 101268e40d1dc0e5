using System.Text;

namespace Integrity.Reporting.Html;

/// <summary>
/// Text that somebody else chose, made ready to be shown: characters that cannot be seen, or that turn the direction of writing, are spelled out between two marks,
/// so that the page can set them apart from a key that holds the same letters.
/// </summary>
internal static class BucketText
{
    /// <summary>Longest text that is shown whole, in characters: longer than <c>s3://bucket/key</c> can be (63 and 1,024 bytes).</summary>
    public const int MaxLength = 2048;

    // private use: TerminalText spells these out, so no text from outside still holds them
    public const char Open = '\ue000';
    public const char Close = '\ue001';

    public static string Mark(string text)
    {
        var shown = text.Length > MaxLength ? text[..MaxLength] : text;
        if (shown.Length == text.Length && ReferenceEquals(TerminalText.Escape(text), text)) return text;
        var marked = new StringBuilder(shown.Length + 32);
        var isSpelledOut = false;
        foreach (var c in shown)
        {
            var spelled = TerminalText.Escape(c.ToString());
            if (spelled.Length > 1 != isSpelledOut) marked.Append(isSpelledOut ? Close : Open);
            isSpelledOut = spelled.Length > 1;
            marked.Append(spelled);
        }
        if (isSpelledOut) marked.Append(Close);
        if (shown.Length < text.Length) marked.Append(Open).Append(PlainWords.Number(text.Length - shown.Length)).Append(" more characters").Append(Close);
        return marked.ToString();
    }
}
