using System.Text;

namespace Integrity.Reporting.Html;

/// <summary>
/// Prepares untrusted text for display. Characters that are invisible or reverse the text direction are spelled out
/// between two marks, so that the page can distinguish them from an object path that contains the same letters.
/// </summary>
internal static class BucketText
{
    /// <summary>Maximum length, in characters; longer than any <c>s3://bucket/path</c> (63 and 1,024 bytes).</summary>
    public const int MaxLength = 2048;

    // Private-use characters: TerminalText spells them out, so untrusted text never contains them.
    public const char Open = '\ue000';
    public const char Close = '\ue001';

    public static string Mark(string text)
    {
        var shown = text.Length > MaxLength ? text[..MaxLength] : text;
        if (shown.Length == text.Length && ReferenceEquals(TerminalText.Escape(text), text))
            return text;
        var marked = new StringBuilder(shown.Length + 32);
        var isSpelledOut = false;
        foreach (var c in shown)
        {
            var spelled = TerminalText.Escape(c.ToString());
            if (spelled.Length > 1 != isSpelledOut)
                marked.Append(isSpelledOut ? Close : Open);
            isSpelledOut = spelled.Length > 1;
            marked.Append(spelled);
        }
        if (isSpelledOut)
            marked.Append(Close);
        if (shown.Length < text.Length)
            marked
                .Append(Open)
                .Append(PlainWords.Number(text.Length - shown.Length))
                .Append(" more characters")
                .Append(Close);
        return marked.ToString();
    }
}
