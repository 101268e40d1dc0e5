using System.CommandLine;
using Integrity.Cli.Options;

namespace Integrity.Cli.Output;

/// <summary>Writes the manual page of the program in the format of man(7), from its command definitions.</summary>
internal sealed class ManPage(TextWriter output)
{
    /// <summary>The columns left on a page of 80 by the margins of the formatter.</summary>
    private const int DetailsWidth = 72;

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
        WriteOptions(program.Options);
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
        var groups = OptionGroups.Of(command).ToList();
        foreach (var (title, options) in groups)
        {
            if (groups.Count > 1)
                Line($".PP\n.I {Quote(title)}");
            WriteOptions(options);
        }
        if (command is DocumentedCommand { Details: { Length: > 0 } details })
            Line($".PP\n.nf\n{Escape(string.Join('\n', WrappedText.Details(details, DetailsWidth)))}\n.fi");
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
            WriteCommand(name, child);
    }

    private void WriteOptions(IEnumerable<Option> options)
    {
        foreach (var option in options.Where(option => !option.Hidden))
        {
            var names = string.Join(
                ", ",
                option.Aliases.Where(IsUnix).Prepend(option.Name).Distinct(StringComparer.Ordinal)
            );
            var value = option.ValueType != typeof(bool) ? $" \\fI{Escape(HelpText.ValueOf(option))}\\fR" : "";
            Line($".TP\n\\fB{Escape(names)}\\fR{value}\n{Escape(option.Description ?? "")}");
        }
    }

    private static bool IsUnix(string alias) => alias.StartsWith('-') && alias != "-?";

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
