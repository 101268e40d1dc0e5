using System.CommandLine;
using System.CommandLine.Parsing;

namespace Integrity.Cli;

/// <summary>
/// Finds options without a value. The parser itself accepts <c>--keys A --keys</c>, and in
/// <c>--region --verbose</c> takes the next option as the value.
/// </summary>
internal static class MissingValues
{
    /// <exception cref="CommandException">An option lacks its value.</exception>
    public static void Reject(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var options = OptionsOf(parsed).ToDictionary(option => option.Name, StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count && arguments[i] != "--"; i++)
        {
            if (!options.TryGetValue(arguments[i], out var option) || option.Arity.MinimumNumberOfValues == 0)
                continue;
            // No option accepts a value that starts like an option.
            if (i + 1 == arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw CommandException.Usage(
                    $"{option.Name}: missing value",
                    $"write: {option.Name} {option.HelpName ?? "VALUE"}"
                );
        }
    }

    private static IEnumerable<Option> OptionsOf(ParseResult parsed)
    {
        var own = parsed.CommandResult.Command.Options.AsEnumerable();
        for (var at = parsed.CommandResult.Parent; at is CommandResult above; at = above.Parent)
            own = own.Concat(above.Command.Options.Where(option => option.Recursive));
        return own.DistinctBy(option => option.Name, StringComparer.Ordinal);
    }
}
