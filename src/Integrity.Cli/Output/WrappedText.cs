namespace Integrity.Cli.Output;

/// <summary>Breaks help texts into lines of a given width.</summary>
internal static class WrappedText
{
    /// <summary>Breaks a paragraph between words. A word longer than the width keeps a line of its own.</summary>
    public static IEnumerable<string> Words(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0)
            yield return line;
    }

    /// <summary>
    /// Breaks the details of a command: paragraphs between words, and examples (indented lines) before an option, as a
    /// shell continues a line.
    /// </summary>
    public static IEnumerable<string> Details(string details, int width)
    {
        var paragraph = new List<string>();
        foreach (var line in details.TrimEnd().Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ' && !line.EndsWith(':'))
            {
                paragraph.Add(line);
                continue;
            }
            foreach (var words in Words(string.Join(' ', paragraph), width))
                yield return words;
            paragraph.Clear();
            foreach (var part in Example(line, width))
                yield return part;
        }
        foreach (var words in Words(string.Join(' ', paragraph), width))
            yield return words;
    }

    private static IEnumerable<string> Example(string line, int width)
    {
        while (line.Length > width)
        {
            var at = line.LastIndexOf(" --", width - 2, StringComparison.Ordinal);
            if (at <= 4 || string.IsNullOrWhiteSpace(line[..at]))
                break;
            yield return $"{line[..at]} \\";
            line = $"    {line[(at + 1)..]}";
        }
        yield return line;
    }
}
