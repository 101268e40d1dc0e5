using System.CommandLine;

namespace Integrity.Cli.Output;

/// <summary>Writes the manual page of the program in the format of man(7), from its command definitions.</summary>
internal sealed class ManPage(TextWriter output)
{
    public void Write(RootCommand program, string version)
    {
        Line($".TH CTVERIFY 1 \"\" {Quote($"ctverify {version}")} \"User Commands\"");
        Section("NAME", "ctverify \\- verifies and builds digest chains in the format of AWS CloudTrail");
        Line(".SH SYNOPSIS\n.B ctverify\n.I COMMAND\n.RI [ OPTIONS ]");
        Section("DESCRIPTION", Escape(program.Description ?? ""));
        Line(".SH COMMANDS");
        foreach (var command in program.Subcommands.Where(command => !command.Hidden))
            WriteCommand("ctverify", command);
        Line(".SH COMMON OPTIONS");
        WriteOptions(program);
        Line(".SH EXIT STATUS");
        foreach (var (code, meaning) in ExitCode.Meanings)
            Line($".TP\n.B {code}\n{Escape(meaning)}");
    }

    private void WriteCommand(string parents, Command command)
    {
        var name = $"{parents} {command.Name}";
        Line($".SS {Quote(Escape($"{name}{string.Concat(command.Arguments.Select(a => $" {a.Name}"))}"))}");
        Line(Escape(command.Description ?? ""));
        foreach (var argument in command.Arguments)
            Line($".TP\n.I {Escape(argument.Name)}\n{Escape(argument.Description ?? "")}");
        WriteOptions(command);
        if (command is DocumentedCommand { Details: { Length: > 0 } details })
            Line($".PP\n.nf\n{Escape(details.TrimEnd())}\n.fi");
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
            WriteCommand(name, child);
    }

    private void WriteOptions(Command command)
    {
        foreach (var option in command.Options.Where(option => !option.Hidden))
        {
            var names = string.Join(
                ", ",
                option.Aliases.Where(IsUnix).Prepend(option.Name).Distinct(StringComparer.Ordinal)
            );
            var value = option.ValueType != typeof(bool) ? $" \\fI{Escape(ValueOf(option))}\\fR" : "";
            Line($".TP\n\\fB{Escape(names)}\\fR{value}\n{Escape(option.Description ?? "")}");
        }
    }

    private static bool IsUnix(string alias) => alias.StartsWith('-') && alias != "-?";

    private static string ValueOf(Option option) =>
        option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant().Replace('-', '_');

    private void Section(string title, string text) => Line($".SH {title}\n{text}");

    private void Line(string text) => output.Write(text + "\n");

    private static string Quote(string text) => $"\"{text.Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    /// <summary>Escapes a text, so that no character in it is a formatting command.</summary>
    private static string Escape(string text)
    {
        var lines = text.Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal)
            .Split('\n')
            .Select(line => line is ['.' or '\'', ..] ? "\\&" + line : line);
        return string.Join('\n', lines);
    }
}
