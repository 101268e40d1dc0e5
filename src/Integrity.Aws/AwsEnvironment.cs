using System.Collections;
using System.Text.RegularExpressions;

namespace Integrity.Aws;

/// <summary>
/// Normalizes the AWS variables of this process, because the SDK reads them more literally than the AWS CLI.
/// </summary>
internal static partial class AwsEnvironment
{
    private const string Prefix = "AWS_";

    /// <summary>
    /// Trims all values, and expands <c>~</c> and variables in the paths of the config files. Call this before any use
    /// of the SDK, which reads some values only once.
    /// </summary>
    public static void Normalize()
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
            // An env file with Windows line endings leaves a carriage return, a mounted secret a line feed.
            var usable = value.Trim();
            if (name is "AWS_CONFIG_FILE" or "AWS_SHARED_CREDENTIALS_FILE")
                usable = ExpandPath(usable);
            if (usable != value || usable.Length == 0)
                Environment.SetEnvironmentVariable(name, usable.Length == 0 ? null : usable);
        }
    }

    /// <summary>Returns the value of a variable, or <c>null</c> if it is unset or empty.</summary>
    public static string? Get(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string ExpandPath(string path)
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
