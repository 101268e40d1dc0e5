using System.CommandLine;
using System.Globalization;
using Integrity.Aws;
using Integrity.Cli.Output;

namespace Integrity.Cli.Options;

/// <summary>
/// The global options of the AWS CLI, which every command accepts before and after its name. Some set how AWS is reached and what is shown, some
/// have no effect here, and some are refused with the reason. <c>--region</c>, <c>--profile</c> and <c>--endpoint-url</c> belong to the commands
/// that use them (see <see cref="LeadingOptions"/>).
/// </summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _caBundle = new("--ca-bundle")
    {
        Description =
            "PEM file of the only CA certificates to trust (default: AWS_CA_BUNDLE, the profile's ca_bundle, the system's).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _requestPayer = Choice(
        "--request-payer",
        "Accept the charges for reading a requester-pays bucket: `requester`.",
        "requester"
    );

    private readonly Option<TimeSpan?> _readTimeout = Seconds(
        "--cli-read-timeout",
        "Seconds to wait for an answer, or for its next bytes; 0 for a day (default: 30)."
    );

    private readonly Option<TimeSpan?> _connectTimeout = Seconds(
        "--cli-connect-timeout",
        "Seconds to wait for a connection; 0 for a day (default: 30)."
    );

    private readonly Option<bool> _debug = new("--debug") { Description = "Print details on errors to stderr." };

    private readonly Option<string?> _color = Choice(
        "--color",
        "Use color: `on`, `off` or `auto` (default: auto).",
        "on",
        "off",
        "auto"
    );

    /// <summary>Accepted because scripts for the AWS CLI use them. They change nothing here, as most of them change nothing in its validate-logs.</summary>
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
        new Option<bool>("--no-paginate")
        {
            Description = "Accepted and ignored: listings are always read to their end.",
        },
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

    private readonly Refusal[] _refused =
    [
        new(
            new Option<bool>("--no-verify-ssl"),
            "--no-verify-ssl is refused: without it anyone on the network path could supply public keys and objects that match, so the result would prove nothing",
            "trust the certificate of the server or the proxy instead: --ca-bundle FILE"
        ),
        new(
            new Option<string>("--query"),
            "--query is refused: a filter could hide findings",
            "filter the JSON report: ctverify validate-logs … --format json | jq …"
        ),
        new(
            new Option<bool>("--no-sign-request"),
            "--no-sign-request is refused: CloudTrail and the buckets of a trail answer signed requests only",
            "without credentials, verify a local copy: --source DIR --keys PATH"
        ),
        new(
            new Option<bool>("--cli-auto-prompt"),
            "--cli-auto-prompt is refused: ctverify does not prompt for parameters",
            "see: ctverify --help"
        ),
    ];

    private Func<string, string?> _askMfaCode = _ => null;

    /// <summary>The options of one command line.</summary>
    public static GlobalOptions Of(ParseResult arguments) =>
        ((ProgramCommand)arguments.RootCommandResult.Command).GlobalOptions;

    /// <summary>Adds the options to the program, and with it to every command.</summary>
    public void AddTo(RootCommand root)
    {
        Option[] shown = [_caBundle, _requestPayer, _readTimeout, _connectTimeout, _debug, _color];
        Option[] hidden = [.. _withoutEffect, .. _refused.Select(refusal => refusal.Option)];
        foreach (var option in hidden)
            option.Hidden = true;
        foreach (var option in shown.Concat(hidden))
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <exception cref="CommandException">An option of the AWS CLI was given that cannot be honored.</exception>
    public void Refuse(ParseResult arguments)
    {
        if (
            _refused.FirstOrDefault(refusal => arguments.GetResult(refusal.Option) is { Implicit: false }) is
            { } refused
        )
            throw CommandException.Usage(refused.Reason, refused.Hint);
    }

    /// <summary>Sets how much is shown, and in which form.</summary>
    public void Apply(ParseResult arguments, Terminal terminal)
    {
        _askMfaCode = terminal.AskMfaCode;
        terminal.IsDebugging = arguments.GetValue(_debug);
        terminal.Color = arguments.GetValue(_color) switch
        {
            "on" => true,
            "off" => false,
            _ => null,
        };
    }

    /// <summary>How AWS is reached, with what the options say.</summary>
    public AwsSettings Apply(ParseResult arguments, AwsSettings settings) =>
        settings with
        {
            CaBundle = arguments.GetValue(_caBundle) ?? settings.CaBundle,
            RequesterPays = arguments.GetValue(_requestPayer) is not null,
            Timeout = arguments.GetValue(_readTimeout) ?? settings.Timeout,
            ConnectTimeout = arguments.GetValue(_connectTimeout) ?? settings.ConnectTimeout,
            AskMfaCode = _askMfaCode,
        };

    private static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', values) };
        return option.AcceptOnlyFromAmong(values);
    }

    /// <summary>Whole seconds. 0 means no limit in the AWS CLI; here a day, so that every run ends.</summary>
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
                result.AddError(
                    $"{name}: not a number of seconds: {text}; it is at most {MaxSeconds}, and 0 stands for that"
                );
                return null;
            },
        };

    private const int MaxSeconds = 86_400;

    /// <param name="Option">The option.</param>
    /// <param name="Reason">Why it is refused.</param>
    /// <param name="Hint">What to use instead.</param>
    private sealed record Refusal(Option Option, string Reason, string Hint);
}
