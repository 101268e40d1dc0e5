using System.Text;
using System.Text.RegularExpressions;

namespace Integrity.IntegrationTests.Docs;

/// <summary>A command in a <c>console</c> block, with its documented output.</summary>
/// <param name="Command">The command without the prompt. It can span several lines.</param>
/// <param name="Output">The lines of the documented output.</param>
internal sealed record ConsoleStep(string Command, IReadOnlyList<string> Output)
{
    /// <summary>
    /// Whether the output matches the documented output. <c>…</c> matches any text, and any lines if alone on a line.
    /// </summary>
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
/// A Markdown page with <c>console</c> blocks. Lines that begin with <c>$ </c> are commands, continued after a trailing
/// backslash. All other lines are output.
/// </summary>
internal sealed class ConsolePage(string path)
{
    private const string Fence = "```";
    private const string Prompt = "$ ";

    private readonly string[] _lines = File.ReadAllLines(path);

    /// <summary>The commands of the page in order.</summary>
    public IEnumerable<ConsoleStep> Steps => Parts().Select(part => part.Step).OfType<ConsoleStep>();

    /// <summary>Rewrites the page with new outputs, one for each step.</summary>
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

    /// <summary>Splits the page into steps with their lines, and the lines between them.</summary>
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
