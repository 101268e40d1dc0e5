using System.CommandLine;
using Integrity.Cli.Options;

namespace Integrity.Cli.Output;

/// <summary>Writes the help of a command, at most 80 columns wide, from its definition.</summary>
internal sealed class HelpText(TextWriter output)
{
    public const int Width = 80;

    private const int Column = 28;

    private static readonly (string Title, string[] Commands)[] CommandGroups =
    [
        ("Verify", ["validate-logs", "verify-query-results", "prove", "inspect", "report"]),
        ("Keep evidence", ["fetch", "bundle"]),
        ("Build digest chains", ["deliver", "build", "keys"]),
    ];

    /// <summary>Writes the help of the program or of one command.</summary>
    public void Write(Command command)
    {
        foreach (var line in WrappedText.Words(command.Description ?? "", Width))
            Line(line);
        Line("");
        foreach (var line in WrappedText.Words($"Usage: {Usage(command)}", Width))
            Line(line);
        if (command is RootCommand root)
        {
            WriteProgram(root);
            return;
        }
        WriteArguments(command);
        WriteCommands("Commands", command.Subcommands);
        foreach (var (title, options) in OptionGroups.Of(command))
            WriteOptions(title, options);
        WriteOptions("Common options", Inherited(command));
        if (command is not DocumentedCommand { Details: { Length: > 0 } details })
            return;
        Line("");
        foreach (var line in WrappedText.Details(details, Width))
            Line(line);
    }

    private void WriteProgram(RootCommand program)
    {
        Line(
            """

            Examples:
              ctverify validate-logs --since 7d \
                --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/my-trail
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 \
                --source ./evidence --keys ./keys
              ctverify validate-logs --trail-arn ARN --since 24h --report today.html

            Start with: ctverify demo
            """
        );
        foreach (var (title, names) in CommandGroups)
            WriteCommands(title, names.SelectMany(name => program.Subcommands.Where(command => command.Name == name)));
        WriteCommands(
            "Other commands",
            program.Subcommands.Where(command =>
                !CommandGroups.Any(group => group.Commands.Contains(command.Name, StringComparer.Ordinal))
            )
        );
        WriteOptions("Common options", program.Options);
        Line("\nExit codes:");
        foreach (var (code, meaning) in ExitCode.Meanings)
            WriteRow($"{code}", meaning, 5);
        Line("\nHelp of a command: ctverify COMMAND --help");
    }

    private static string Usage(Command command)
    {
        var parents = new Stack<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
            parents.Push(at.Name);
        var name = string.Join(' ', parents.Prepend("ctverify"));
        var required = command
            .Options.Where(option => option is { Required: true, Hidden: false })
            .Select(option => $" {option.Name} {ValueOf(option)}");
        var arguments = command.Arguments.Where(argument => !argument.Hidden).Select(OneArgument);
        return command.Subcommands.Any(child => !child.Hidden)
            ? $"{name} COMMAND [options]"
            : $"{name}{string.Concat(required)}{string.Concat(arguments)} [options]";
    }

    private static string OneArgument(Argument argument)
    {
        var many = argument.Arity.MaximumNumberOfValues > 1 ? "..." : "";
        return argument.Arity.MinimumNumberOfValues > 0 ? $" {argument.Name}{many}" : $" [{argument.Name}{many}]";
    }

    private void WriteArguments(Command command)
    {
        if (command.Arguments.Count == 0)
            return;
        Line("\nArguments:");
        foreach (var argument in command.Arguments)
            WriteRow(argument.Name, argument.Description ?? "", Column);
    }

    private void WriteCommands(string title, IEnumerable<Command> commands)
    {
        List<Command> shown = [.. commands.Where(command => !command.Hidden)];
        if (shown.Count == 0)
            return;
        Line($"\n{title}:");
        foreach (var command in shown)
            WriteRow(command.Name, command.Description ?? "", Column - 4);
    }

    private void WriteOptions(string title, IEnumerable<Option> options)
    {
        List<Option> shown = [.. options.Where(option => !option.Hidden)];
        if (shown.Count == 0)
            return;
        Line($"\n{title}:");
        foreach (var option in shown)
            WriteRow(NameOf(option), option.Description ?? "", Column);
    }

    private static IEnumerable<Option> Inherited(Command command)
    {
        for (var at = command.Parents.FirstOrDefault(); at is Command above; at = above.Parents.FirstOrDefault())
        {
            foreach (var option in above.Options.Where(option => option.Recursive))
                yield return option;
        }
    }

    /// <summary>Writes a name and its description. A long name has a line of its own.</summary>
    private void WriteRow(string name, string description, int column)
    {
        var lines = WrappedText.Words(description, Width - column).ToList();
        var start = $"  {name}";
        if (start.Length + 2 > column)
            Line(start);
        else
            lines[0] = start.PadRight(column) + lines[0];
        for (var i = 0; i < lines.Count; i++)
            Line(i == 0 && start.Length + 2 <= column ? lines[0] : new string(' ', column) + lines[i]);
    }

    private static string NameOf(Option option)
    {
        var names = string.Join(
            ", ",
            option.Aliases.Where(alias => alias == "-h").Append(option.Name).Distinct(StringComparer.Ordinal)
        );
        return option.ValueType == typeof(bool) || ValueOf(option).Length == 0 ? names : $"{names} {ValueOf(option)}";
    }

    /// <summary>Returns the placeholder of an option's value; empty for a switch.</summary>
    internal static string ValueOf(Option option) =>
        option.Arity.MaximumNumberOfValues == 0 ? ""
        : option.HelpName is { } name ? name
        : option.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).ToList()
            is { Count: > 0 } values
            ? string.Join('|', values.Select(value => value.Label))
        : option.Name.TrimStart('-').ToUpperInvariant().Replace('-', '_');

    private void Line(string text) => output.Write(text + "\n");
}
