using System.Collections;
using System.Text.RegularExpressions;

namespace Integrity.Aws;

/// <summary>Prepares the AWS variables of this process for the SDK, which takes them more literally than the AWS CLI does.</summary>
internal static partial class AwsEnvironment
{
    private const string Prefix = "AWS_";

    /// <summary>Removes white space around values and expands <c>~</c> and variables in the paths of the config files. Call it before the SDK is used: it reads some values only once.</summary>
    public static void Prepare()
    {
        foreach (
            var (name, value) in Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .Select(entry => ((string)entry.Key, (string?)entry.Value ?? ""))
                .ToList()
        )
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            // a file with Windows line ends leaves a carriage return, a mounted secret a line feed
            var usable = value.Trim();
            if (name is "AWS_CONFIG_FILE" or "AWS_SHARED_CREDENTIALS_FILE")
                usable = Expand(usable);
            if (usable != value || usable.Length == 0)
                Environment.SetEnvironmentVariable(name, usable.Length == 0 ? null : usable);
        }
    }

    /// <summary>The value of a variable, or <c>null</c> when it is not set or empty.</summary>
    public static string? Get(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Expand(string path)
    {
        path = Variable()
            .Replace(path, match => Environment.GetEnvironmentVariable(match.Groups["name"].Value) ?? match.Value);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            ? home + path[1..]
            : path;
    }

    [GeneratedRegex(
        @"\$(\{(?<name>\w+)\}|(?<name>\w+))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Variable();
}
