using Integrity.Reporting;

namespace Integrity.Cli.GitHub;

/// <summary>The inputs of the Action, which travel by the environment: <c>trail-arn</c> as <c>INPUT_TRAIL_ARN</c>. One that is empty was not given.</summary>
/// <param name="environment">Reads a variable.</param>
internal sealed class ActionInputs(Func<string, string?> environment)
{
    /// <summary>Inputs that are options of validate-logs with a value.</summary>
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

    /// <summary>Inputs that are options of validate-logs without a value: true or false.</summary>
    public static readonly string[] Flags = ["all-accounts", "no-unlisted", "verbose"];

    /// <summary>Inputs of the Action alone.</summary>
    public static readonly string[] Own = ["reports", "report-folder"];

    /// <summary>The command line. Values stand behind an equals sign, so that none is taken for an option.</summary>
    /// <exception cref="CommandException">An input is neither true nor false.</exception>
    public IEnumerable<string> ToArguments() =>
        [
            "validate-logs",
            .. Options.Where(name => Value(name).Length > 0).Select(name => $"--{name}={Value(name)}"),
            .. Flags.Where(IsSet).Select(name => $"--{name}"),
        ];

    /// <summary>Where reports go.</summary>
    public string ReportFolder => Value("report-folder") is { Length: > 0 } folder ? folder : "ctverify-report";

    /// <summary>The reports that are wanted, each in a file of the folder.</summary>
    /// <exception cref="CommandException">There is no such kind.</exception>
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
                $"reports: no kind of report is called {kind}",
                $"give some of: {string.Join(", ", ReportFormat.All.Select(format => format.Extension[1..]))}"
            );

    private bool IsSet(string name) =>
        Value(name) switch
        {
            "" or "false" => false,
            "true" => true,
            var other => throw CommandException.Usage(
                $"{name}: neither true nor false: {other}",
                "write true or false"
            ),
        };

    private string Value(string name) =>
        environment($"INPUT_{name.Replace('-', '_').ToUpperInvariant()}")?.Trim() ?? "";
}
