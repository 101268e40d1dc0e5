using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>
/// Converts AWS CLI command lines: moves options from before the command behind it, drops <c>cloudtrail</c>, and
/// turns a trailing <c>help</c> into <c>--help</c>.
/// <code>
/// --region us-east-2 cloudtrail validate-logs …    →    validate-logs --region us-east-2 …
/// keys fetch help                                  →    keys fetch --help
/// </code>
/// </summary>
internal static class LeadingOptions
{
    /// <summary>
    /// Global options defined by the commands that use them. Before any other command they have no effect and are
    /// dropped.
    /// </summary>
    private static readonly string[] Names = ["--region", "--profile", "--endpoint-url"];

    public static string[] Move(string[] arguments, RootCommand root)
    {
        Command command = root;
        List<string> kept = [];
        List<string[]> moved = [];
        var at = 0;
        for (; at < arguments.Length && command.Subcommands.Count > 0; at++)
        {
            var token = arguments[at];
            if (token == "--")
                break;
            if (token.StartsWith('-'))
            {
                var takesNext = TakesNext(token, root) && at + 1 < arguments.Length;
                string[] option = takesNext ? [token, arguments[++at]] : [token];
                if (Names.Contains(NameOf(token), StringComparer.Ordinal))
                    moved.Add(option);
                else
                    kept.AddRange(option);
            }
            else if (command.Subcommands.FirstOrDefault(candidate => candidate.Name == token) is { } found)
            {
                command = found;
                kept.Add(token);
            }
            else if (token != "cloudtrail" || command != root)
            {
                break;
            }
        }
        string[] rest = arguments[at..];
        if (rest is ["help"] && command.Arguments.Count == 0)
            rest = ["--help"];
        return
        [
            .. kept,
            .. moved.Where(option => IsWanted(option[0], command, rest)).SelectMany(option => option),
            .. rest,
        ];
    }

    /// <summary>
    /// Returns whether the command has the option and it is not given again after the command, where it would override
    /// this one.
    /// </summary>
    private static bool IsWanted(string token, Command command, string[] rest) =>
        command.Options.FirstOrDefault(option => option.Name == NameOf(token)) is { } defined
        && (
            defined.Arity.MaximumNumberOfValues > 1
            || !rest.TakeWhile(word => word != "--").Any(word => NameOf(word) == defined.Name)
        );

    private static bool TakesNext(string token, RootCommand root) =>
        NameOf(token) == token
        && (
            Names.Contains(token, StringComparer.Ordinal)
            || root.Options.Any(option => option.Name == token && option.Arity.MinimumNumberOfValues > 0)
        );

    /// <summary>Returns the name in <c>--name</c>, <c>--name=value</c> or <c>--name:value</c>.</summary>
    private static string NameOf(string token) =>
        token.IndexOfAny(['=', ':']) is > 0 and var end ? token[..end] : token;
}
