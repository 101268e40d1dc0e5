using System.CommandLine;
using System.CommandLine.Parsing;
using Integrity.Cli.Stores;

namespace Integrity.Cli;

/// <summary>Turns the parser's errors into one clear message.</summary>
internal static class UsageErrors
{
    public static CommandException Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var program = string.Join(' ', Path(parsed));
        var help = $"see: {program} --help";
        if (parsed.UnmatchedTokens.Count == 0)
            return CommandException.Usage(Describe(parsed.Errors[0]), HintOfCopy(parsed) ?? help);
        var unknown = parsed.UnmatchedTokens[0];
        if (
            unknown.StartsWith('-')
            && Has(command, NameOf(unknown))
            && command is not RootCommand
            && !AfterEndOfOptions(parsed, unknown)
        )
            return CommandException.Usage(
                $"{NameOf(unknown)} must come after the command",
                $"write: {program} {NameOf(unknown)} …"
            );
        if (unknown.StartsWith('-') && command is RootCommand && OwnerOf(command, NameOf(unknown)) is { } owner)
            return CommandException.Usage(
                $"{NameOf(unknown)} needs a command",
                $"write: ctverify {owner} {NameOf(unknown)} …"
            );
        var nearest = Names(parsed, command)
            .Select(name => (Name: name, Distance: Distance(unknown, name)))
            .Where(candidate => candidate.Distance > 0)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        var suggestion =
            nearest.Name is not null && nearest.Distance <= Math.Max(2, unknown.Length / 3)
                ? $"did you mean {nearest.Name}? "
                : "";
        var kind =
            AfterEndOfOptions(parsed, unknown) ? "argument"
            : unknown.StartsWith('-') ? "option"
            : command.Subcommands.Count > 0 ? "command"
            : "argument";
        return CommandException.Usage($"unknown {kind}: {unknown}", suggestion + help);
    }

    /// <summary>Returns the name in <c>--name=value</c>.</summary>
    private static string NameOf(string token) =>
        token.IndexOfAny(['=', ':']) is > 0 and var end ? token[..end] : token;

    private static bool Has(Command command, string option) =>
        command.Options.Any(candidate => candidate.Name == option);

    private static bool AfterEndOfOptions(ParseResult parsed, string token) =>
        parsed.Tokens.SkipWhile(word => word.Type != TokenType.DoubleDash).Any(word => word.Value == token);

    /// <summary>Returns the first command that has an option, or <c>null</c>.</summary>
    private static string? OwnerOf(Command program, string option) =>
        program.Subcommands.FirstOrDefault(command => !command.Hidden && Has(command, option))?.Name;

    /// <summary>
    /// Returns the options a fetched copy was downloaded with, when <c>--trail-arn</c> is missing; otherwise
    /// <c>null</c>.
    /// </summary>
    private static string? HintOfCopy(ParseResult parsed) =>
        parsed.Errors[0].Message.Contains("'--trail-arn'", StringComparison.Ordinal)
        && parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == "--source")
            is Option<string?> source
            ? FetchHint.Find(parsed.GetValue(source))
            : null;

    /// <summary>
    /// Returns one line that names the option. The parser's own messages can omit the name and span several lines.
    /// </summary>
    private static string Describe(ParseError error)
    {
        var message = string.Join(
            ' ',
            error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
        return
            error.SymbolResult is OptionResult option && !message.Contains(option.Option.Name, StringComparison.Ordinal)
            ? $"{option.Option.Name}: {Lower(message)}"
            : Lower(message);
    }

    private static IEnumerable<string> Names(ParseResult parsed, Command command) =>
        command
            .Options.Select(o => o.Name)
            .Concat(command.Subcommands.Select(c => c.Name))
            .Concat(parsed.RootCommandResult.Command.Options.Select(o => o.Name));

    private static List<string> Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult result; at = result.Parent)
            names.Insert(0, result.Command is RootCommand ? "ctverify" : result.Command.Name);
        return names;
    }

    private static string Lower(string message) => char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');

    /// <summary>Returns the number of letters to insert, delete or replace (Levenshtein distance).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
