using System.Text;
using System.Text.RegularExpressions;

namespace Integrity.IntegrationTests.Docs;

/// <summary>A command of a <c>console</c> block, and the output that the page shows for it.</summary>
/// <param name="Command">The command, without the prompt; it can span several lines.</param>
/// <param name="Output">The lines that the page shows below the command.</param>
internal sealed record ConsoleStep(string Command, IReadOnlyList<string> Output)
{
    /// <summary>Whether this is the output that the page shows. <c>…</c> stands for any text, alone on a line for any lines.</summary>
    public bool Shows(IReadOnlyList<string> actual)
    {
        var pattern = new StringBuilder("\\A");
        foreach (var line in Output)
        {
            pattern.Append(
                line == "…"
                    ? "(?:[^\n]*\n)*?"
                    : Regex.Escape(line).Replace("…", "[^\n]*", StringComparison.Ordinal) + "\n"
            );
        }
        var text = string.Concat(actual.Select(line => line + "\n"));
        return Regex.IsMatch(text, pattern.Append("\\z").ToString(), RegexOptions.None, TimeSpan.FromSeconds(5));
    }
}

/// <summary>
/// A Markdown page with <c>console</c> blocks: lines that begin with <c>$ </c> are commands (a line that ends in a
/// backslash is continued), all other lines are their output.
/// </summary>
internal sealed class ConsolePage(string path)
{
    private const string Fence = "```";
    private const string Prompt = "$ ";

    private readonly string[] _lines = File.ReadAllLines(path);

    /// <summary>The commands of the page in their order.</summary>
    public IEnumerable<ConsoleStep> Steps => Parts().Select(part => part.Step).OfType<ConsoleStep>();

    /// <summary>Writes the page again with other outputs, one for each step.</summary>
    public void Write(IEnumerable<IReadOnlyList<string>> outputs)
    {
        using var next = outputs.GetEnumerator();
        var text = new StringBuilder();
        foreach (var (lines, step) in Parts())
        {
            if (step is not null && !next.MoveNext())
                throw new ArgumentException("an output is missing", nameof(outputs));
            var shown = step is null ? lines : [.. lines[..^step.Output.Count], .. next.Current];
            foreach (var line in shown)
                text.Append(line).Append('\n');
        }
        File.WriteAllText(path, text.ToString());
    }

    /// <summary>The page in parts: steps with the lines they consist of, and the lines between them.</summary>
    private IEnumerable<(string[] Lines, ConsoleStep? Step)> Parts()
    {
        var isConsole = false;
        var i = 0;
        while (i < _lines.Length)
        {
            if (!isConsole || !_lines[i].StartsWith(Prompt, StringComparison.Ordinal))
            {
                isConsole = _lines[i] == Fence + "console" || (isConsole && _lines[i] != Fence);
                yield return ([_lines[i++]], null);
                continue;
            }
            var start = i;
            while (_lines[i].EndsWith('\\'))
                i++;
            var end = ++i;
            while (_lines[i] != Fence && !_lines[i].StartsWith(Prompt, StringComparison.Ordinal))
                i++;
            var command = string.Join('\n', _lines[start..end])[Prompt.Length..];
            yield return (_lines[start..i], new ConsoleStep(command, _lines[end..i]));
        }
    }
}
