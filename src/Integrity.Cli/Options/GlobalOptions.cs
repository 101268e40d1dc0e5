using System.CommandLine;
using System.Globalization;
using Integrity.Aws;
using Integrity.Cli.Output;

namespace Integrity.Cli.Options;

/// <summary>
/// The global options of the AWS CLI, which every command accepts before and after its name. Some control how AWS is
/// reached and what is printed, some have no effect, and some are rejected with the reason. <c>--region</c>,
/// <c>--profile</c> and <c>--endpoint-url</c> belong to the commands that use them (see
/// <see cref="LeadingOptions"/>).
/// </summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _caBundle = new("--ca-bundle")
    {
        Description =
            "PEM file of CA certificates to trust instead of the system's (default: AWS_CA_BUNDLE, or ca_bundle of the "
            + "profile).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _requestPayer = Choice(
        "--request-payer",
        "Agree to pay for requests to a requester-pays bucket: `requester`.",
        "requester"
    );

    private readonly Option<TimeSpan?> _readTimeout = Seconds(
        "--cli-read-timeout",
        "Seconds to wait for a response or its next bytes; 0 means one day (default: 30)."
    );

    private readonly Option<TimeSpan?> _connectTimeout = Seconds(
        "--cli-connect-timeout",
        "Seconds to wait for a connection; 0 means one day (default: 30)."
    );

    private readonly Option<bool> _debug = new("--debug") { Description = "Print error details to stderr." };

    private readonly Option<string?> _color = Choice(
        "--color",
        "Use color: `on`, `off` or `auto` (default: auto).",
        "on",
        "off",
        "auto"
    );

    /// <summary>
    /// Options accepted for scripts written for the AWS CLI. They have no effect; most have none in its validate-logs
    /// either.
    /// </summary>
    private readonly Option[] _withoutEffect =
    [
        Choice(
            "--output",
            "Accepted and ignored, as in aws cloudtrail validate-logs. For JSON, use --format json.",
            "json",
            "text",
            "table",
            "yaml",
            "yaml-stream",
            "off"
        ),
        new Option<bool>("--no-paginate") { Description = "Accepted and ignored: listings are always complete." },
        new Option<bool>("--no-cli-pager") { Description = "Accepted and ignored: there is no pager." },
        new Option<bool>("--no-cli-auto-prompt")
        {
            Description = "Accepted and ignored: there are no prompts for parameters.",
        },
        Choice(
            "--cli-binary-format",
            "Accepted and ignored: no option takes binary values.",
            "base64",
            "raw-in-base64-out"
        ),
    ];

    private readonly UnsupportedOption[] _unsupported =
    [
        new(
            new Option<bool>("--no-verify-ssl"),
            "--no-verify-ssl is not supported: anyone on the network path could then supply matching public keys and "
                + "objects, so the result would prove nothing",
            "trust the certificate of the server or proxy instead: --ca-bundle FILE"
        ),
        new(
            new Option<string>("--query"),
            "--query is not supported: a filter could hide findings",
            "filter the JSON report: ctverify validate-logs … --format json | jq …"
        ),
        new(
            new Option<bool>("--no-sign-request"),
            "--no-sign-request is not supported: CloudTrail and the trail's bucket require signed requests",
            "without credentials, verify a local copy: --source DIR --keys PATH"
        ),
        new(
            new Option<bool>("--cli-auto-prompt"),
            "--cli-auto-prompt is not supported: ctverify does not prompt for parameters",
            "see: ctverify --help"
        ),
    ];

    private Func<string, string?> _promptForMfaCode = _ => null;

    /// <summary>Returns the global options of a parsed command line.</summary>
    public static GlobalOptions Of(ParseResult arguments) =>
        ((ProgramCommand)arguments.RootCommandResult.Command).GlobalOptions;

    /// <summary>Adds the options to the program and so to every command.</summary>
    public void AddTo(RootCommand root)
    {
        Option[] shown = [_caBundle, _requestPayer, _readTimeout, _connectTimeout, _debug, _color];
        Option[] hidden = [.. _withoutEffect, .. _unsupported.Select(unsupported => unsupported.Option)];
        foreach (var option in hidden)
            option.Hidden = true;
        foreach (var option in shown.Concat(hidden))
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <summary>Rejects AWS CLI options that ctverify does not support.</summary>
    /// <exception cref="CommandException">Such an option was given.</exception>
    public void RejectUnsupported(ParseResult arguments)
    {
        if (
            _unsupported.FirstOrDefault(unsupported =>
                arguments.GetResult(unsupported.Option) is { Implicit: false }
            ) is
            { } found
        )
            throw CommandException.Usage(found.Reason, found.Hint);
    }

    /// <summary>Applies <c>--debug</c> and <c>--color</c> to the terminal.</summary>
    public void Apply(ParseResult arguments, Terminal terminal)
    {
        _promptForMfaCode = terminal.PromptForMfaCode;
        terminal.IsDebugging = arguments.GetValue(_debug);
        terminal.Color = arguments.GetValue(_color) switch
        {
            "on" => true,
            "off" => false,
            _ => null,
        };
    }

    /// <summary>Returns the settings with the options applied.</summary>
    public AwsSettings Apply(ParseResult arguments, AwsSettings settings) =>
        settings with
        {
            CaBundle = arguments.GetValue(_caBundle) ?? settings.CaBundle,
            RequesterPays = arguments.GetValue(_requestPayer) is not null,
            Timeout = arguments.GetValue(_readTimeout) ?? settings.Timeout,
            ConnectTimeout = arguments.GetValue(_connectTimeout) ?? settings.ConnectTimeout,
            AskMfaCode = _promptForMfaCode,
        };

    private static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', values) };
        return option.AcceptOnlyFromAmong(values);
    }

    /// <summary>
    /// Creates an option in whole seconds. In the AWS CLI 0 means no limit; here it means one day, so that every run
    /// ends.
    /// </summary>
    private static Option<TimeSpan?> Seconds(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "SECONDS",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds <= MaxSeconds
                )
                    return TimeSpan.FromSeconds(seconds == 0 ? MaxSeconds : seconds);
                result.AddError($"{name}: not a number of seconds: {text}; use a number from 0 to {MaxSeconds}");
                return null;
            },
        };

    private const int MaxSeconds = 86_400;

    /// <param name="Option">The rejected option.</param>
    /// <param name="Reason">Why it is rejected.</param>
    /// <param name="Hint">What to use instead.</param>
    private sealed record UnsupportedOption(Option Option, string Reason, string Hint);
}
