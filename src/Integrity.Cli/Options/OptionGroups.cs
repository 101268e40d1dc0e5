using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>Groups the options of a command by what they are for, in help and manual page.</summary>
internal static class OptionGroups
{
    private const string Other = "Options";

    private static readonly (string Title, string[] Options)[] Groups =
    [
        (
            "What to verify",
            [
                "--trail-arn",
                "--start-time",
                "--since",
                "--end-time",
                "--account-id",
                "--all-accounts",
                "--region",
                "--no-unlisted",
                "--no-logs",
                "--log-file",
                "--event-id",
                "--check",
                "--to-newest",
                "--hash-only",
            ]
        ),
        (
            "Where to read",
            [
                "--s3-bucket",
                "--s3-prefix",
                "--local-export-path",
                "--source",
                "--relocated-from",
                "--profile",
                "--endpoint-url",
                "--concurrency",
                "--timeout",
            ]
        ),
        ("Trust", ["--keys", "--bundle-key", "--crypto", "--checkpoint", "--checkpoint-key", "--passphrase-file"]),
        ("Output", ["--out", "--format", "--report", "--account-names", "--verbose", "--fail-on"]),
    ];

    /// <summary>
    /// Returns the visible options of a command by group. Options of commands that verify nothing are one group.
    /// </summary>
    public static IEnumerable<(string Title, IReadOnlyList<Option> Options)> Of(Command command)
    {
        List<Option> all = [.. command.Options.Where(option => !option.Hidden)];
        if (!all.Any(option => option.Name is "--report" or "--check" or "--plan"))
        {
            if (all.Count > 0)
                yield return (Other, all);
            yield break;
        }
        foreach (var (title, names) in Groups)
        {
            List<Option> options =
            [
                .. all.Where(option => names.Contains(option.Name, StringComparer.Ordinal))
                    .OrderBy(option => Array.IndexOf(names, option.Name)),
            ];
            if (options.Count > 0)
                yield return (title, options);
        }
        List<Option> others =
        [
            .. all.Where(option => !Groups.Any(group => group.Options.Contains(option.Name, StringComparer.Ordinal))),
        ];
        if (others.Count > 0)
            yield return ("Other options", others);
    }
}
