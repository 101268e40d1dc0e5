namespace Integrity.IntegrationTests.GitHub;

/// <summary>
/// Finds commands in the log of a step, as GitHub's runner does (its ActionCommand.cs and ActionCommandManager.cs):
/// <c>::name …::text</c> at the start of a line and <c>##[name …]text</c> anywhere, unless commands are stopped.
/// </summary>
internal sealed class RunnerLog
{
    private static readonly string[] Known =
    [
        "error",
        "warning",
        "notice",
        "debug",
        "group",
        "endgroup",
        "add-mask",
        "add-matcher",
        "remove-matcher",
        "set-env",
        "set-output",
        "add-path",
        "save-state",
        "echo",
        "stop-commands",
    ];

    private readonly List<(string Name, string Properties, string Text)> _commands = [];
    private string? _resume;

    public RunnerLog(string log)
    {
        foreach (var line in log.Split('\n'))
            Take(line);
    }

    /// <summary>The commands that the runner executes.</summary>
    public IReadOnlyList<(string Name, string Properties, string Text)> Commands => _commands;

    public IEnumerable<(string Name, string Properties, string Text)> Annotations =>
        _commands.Where(command => command.Name is "error" or "warning" or "notice");

    private void Take(string line)
    {
        if ((AtStart(line.TrimStart()) ?? Anywhere(line)) is not { } command)
            return;
        if (_resume is not null)
        {
            if (command.Name == _resume)
                _resume = null;
            return;
        }
        if (command.Name == "stop-commands")
            _resume = command.Text;
        _commands.Add(command);
    }

    private (string Name, string Properties, string Text)? AtStart(string line) =>
        line.StartsWith("::", StringComparison.Ordinal)
        && line.IndexOf("::", 2, StringComparison.Ordinal) is >= 2 and var end
            ? Parse(line[2..end], line[(end + 2)..])
            : null;

    private (string Name, string Properties, string Text)? Anywhere(string line) =>
        line.IndexOf("##[", StringComparison.Ordinal) is >= 0 and var start
        && line.IndexOf(']', start) is >= 0 and var end
            ? Parse(line[(start + 3)..end], line[(end + 1)..])
            : null;

    private (string Name, string Properties, string Text)? Parse(string head, string text)
    {
        var name = head.Split(' ', 2)[0];
        if (!Known.Contains(name, StringComparer.Ordinal) && name != _resume)
            return null;
        var unescaped = text.Replace("%0D", "\r", StringComparison.Ordinal)
            .Replace("%0A", "\n", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal);
        return (name, head[name.Length..].Trim(), unescaped);
    }
}
