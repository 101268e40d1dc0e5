using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>
/// Makes a command line of the AWS CLI one of this program: global options may stand before the command, <c>cloudtrail</c> may stand in front of it,
/// and <c>help</c> may stand behind it.
/// <code>
/// --region us-east-2 cloudtrail validate-logs …    →    validate-logs --region us-east-2 …
/// keys fetch help                                  →    keys fetch --help
/// </code>
/// </summary>
internal static class LeadingOptions
{
    /// <summary>Global options that are defined by the commands that use them. Before any other command they mean nothing, and are left out.</summary>
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

    /// <summary>The same option behind the command replaces this one, unless it may be repeated.</summary>
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

    /// <summary>The name in <c>--name</c>, <c>--name=value</c> or <c>--name:value</c>.</summary>
    private static string NameOf(string token) =>
        token.IndexOfAny(['=', ':']) is > 0 and var end ? token[..end] : token;
}
