using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>
/// The inputs of the action, read from the environment: <c>trail-arn</c> from <c>INPUT_TRAIL_ARN</c>. An empty input
/// counts as missing.
/// </summary>
/// <param name="environment">Returns the value of an environment variable, or <c>null</c>.</param>
internal sealed class ActionInputs(Func<string, string?> environment)
{
    /// <summary>Inputs for options of validate-logs with a value.</summary>
    public static readonly string[] Options =
    [
        "trail-arn",
        "start-time",
        "end-time",
        "s3-bucket",
        "s3-prefix",
        "account-id",
        "region",
        "endpoint-url",
        "source",
        "relocated-from",
        "keys",
        "crypto",
        "concurrency",
        "checkpoint",
        "checkpoint-key",
        "fail-on",
    ];

    /// <summary>Inputs for options of validate-logs without a value: <c>true</c> or <c>false</c>.</summary>
    public static readonly string[] Flags = ["all-accounts", "no-unlisted", "verbose"];

    /// <summary>Inputs that only the action has.</summary>
    public static readonly string[] Own = ["reports", "report-folder"];

    /// <summary>
    /// Returns the command line. Values follow an equals sign, so that none is mistaken for an option.
    /// </summary>
    /// <exception cref="CommandException">A flag is neither true nor false.</exception>
    public IEnumerable<string> ToArguments() =>
        [
            "validate-logs",
            .. Options.Where(name => Value(name).Length > 0).Select(name => $"--{name}={Value(name)}"),
            .. Flags.Where(IsSet).Select(name => $"--{name}"),
        ];

    /// <summary>Directory of the reports.</summary>
    public string ReportFolder => Value("report-folder") is { Length: > 0 } directory ? directory : "ctverify-report";

    /// <summary>Returns the paths of the requested reports.</summary>
    /// <exception cref="CommandException">A format does not exist.</exception>
    public IReadOnlyList<string> ReportPaths() =>
        [
            .. Value("reports")
                .Split([' ', ',', '\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal)
                .Select(PathOf),
        ];

    private string PathOf(string kind) =>
        ReportFormat.All.Any(format => format.Extension == $".{kind}")
            ? Path.Combine(ReportFolder, $"report.{kind}")
            : throw CommandException.Usage(
                $"reports: unsupported format: {kind}",
                $"choose from: {string.Join(", ", ReportFormat.All.Select(format => format.Extension[1..]))}"
            );

    private bool IsSet(string name) =>
        Value(name) switch
        {
            "" or "false" => false,
            "true" => true,
            var other => throw CommandException.Usage($"{name}: not true or false: {other}", "use true or false"),
        };

    private string Value(string name) =>
        environment($"INPUT_{name.Replace('-', '_').ToUpperInvariant()}")?.Trim() ?? "";
}
