using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Integrity.Digests;

namespace Integrity.Cli.Options;

/// <summary>Options that several commands have, with the parsers from text to values.</summary>
internal static class CommonOptions
{
    public static Option<Trail> TrailArn(bool isRequired = true) =>
        new("--trail-arn")
        {
            Description = "The ARN of the trail, e.g. arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail.",
            HelpName = "ARN",
            Required = isRequired,
            CustomParser = result =>
                Trail.TryParse(Text(result), out var trail)
                    ? trail
                    : Fail<Trail>(
                        result,
                        $"--trail-arn: not the ARN of a trail: {Text(result)}; it looks like arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME, with an account of 12 digits and a name of 3 to 128 characters"
                    ),
        };

    /// <param name="clock">Where the missing parts of a date come from.</param>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    public static Option<DateTimeOffset?> Time(TimeProvider clock, string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "TIME",
            CustomParser = result =>
            {
                var text = Text(result);
                if (TimeText.TryParse(text, clock.GetUtcNow(), out var time, out var problem))
                    return time;
                return Fail<DateTimeOffset?>(
                    result,
                    $"{name}: cannot read the time: {text}; {problem ?? "write it as 2025-05-04T10:00:00Z"}"
                );
            },
        };

    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="orAll">Whether the word <c>all</c> may be given, for <see cref="TimeSpan.MaxValue"/>.</param>
    public static Option<TimeSpan?> Duration(string name, string description, bool orAll = false) =>
        new(name)
        {
            Description = description,
            HelpName = "TIME",
            CustomParser = result =>
                (orAll && Text(result) == "all" ? TimeSpan.MaxValue : ParseDuration(Text(result))) is { } duration
                    ? duration
                    : Fail<TimeSpan?>(
                        result,
                        $"{name}: cannot read the length of time: {Text(result)}; write it as 90s, 10m, 6h or 7d{(orAll ? ", or all" : "")}"
                    ),
        };

    /// <summary>A number and a unit; at most a thousand years, so that no sum with a date overflows. <c>null</c> for any other text.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        if (
            text.Length is < 2 or > 7
            || !uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
            return null;
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        return unit * number is { } duration && duration <= TimeSpan.FromDays(365_000) ? duration : null;
    }

    public static Option<string?> Prefix(string name) =>
        new(name)
        {
            Description = "What lies in front of AWSLogs/ in the keys, with or without a slash at the end.",
            HelpName = "PREFIX",
            CustomParser = result =>
                Text(result).StartsWith(S3Url.Scheme, StringComparison.OrdinalIgnoreCase)
                    ? Fail<string?>(
                        result,
                        $"{name}: not a prefix: {Text(result)}; write what follows the bucket, without s3://"
                    )
                : Text(result).TrimEnd('/') is { Length: > 0 } prefix ? prefix + "/"
                : "",
        };

    public static Option<TrailLocation?> RelocatedFrom() =>
        new("--relocated-from")
        {
            Description =
                "For a copy in another bucket or prefix: where its log files were delivered, PREFIX being what lay in front of AWSLogs/. --s3-bucket, --s3-prefix and --source then name the copy.",
            HelpName = "s3://BUCKET[/PREFIX]",
            CustomParser = result =>
                S3Url.TryParse(Text(result), out var at)
                    ? new TrailLocation(at.Bucket, at.Path.TrimEnd('/') is { Length: > 0 } prefix ? prefix + "/" : "")
                    : Fail<TrailLocation?>(
                        result,
                        $"--relocated-from: not a bucket: {Text(result)}; it looks like s3://bucket/prefix"
                    ),
        };

    public static Option<string?> Profile() =>
        new("--profile") { Description = "The profile in the AWS config and credentials files.", HelpName = "NAME" };

    public static Option<string?> EndpointUrl() =>
        new("--endpoint-url")
        {
            Description =
                "The URL of CloudTrail, and of S3 too unless AWS_ENDPOINT_URL_S3 is set or the URL names CloudTrail.",
            HelpName = "URL",
            CustomParser = result =>
                Uri.TryCreate(Text(result), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                    ? Text(result)
                    : Fail<string>(
                        result,
                        $"--endpoint-url: not a URL: {Text(result)}; it looks like https://s3.example.com"
                    ),
        };

    public static Option<string> Crypto()
    {
        var option = new Option<string>("--crypto")
        {
            Description =
                "Who checks signatures: the platform's RSA, Bouncy Castle's, or both, which then must agree on each of them.",
            DefaultValueFactory = _ => SignatureChecks.Platform,
        };
        return option.AcceptOnlyFromAmong(SignatureChecks.Platform, SignatureChecks.BouncyCastle, SignatureChecks.Both);
    }

    public static Option<string> Format(string description) =>
        new Option<string>("--format")
        {
            Description = description,
            DefaultValueFactory = _ => "text",
        }.AcceptOnlyFromAmong("text", "json");

    public static Option<string> Region(string description) =>
        new("--region")
        {
            Description = description,
            HelpName = "REGION",
            CustomParser = result =>
                Text(result) is var region && IsRegion(region)
                    ? region
                    : Fail<string>(
                        result,
                        $"--region: not the name of a region: {Text(result)}; it looks like us-east-2"
                    ),
        };

    public static Option<string> AccountId(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "ACCOUNT",
            CustomParser = result =>
                IsAccountId(Text(result)) ? Text(result) : Fail<string>(result, NotAnAccount(name, Text(result))),
        };

    /// <summary>An option that may be repeated.</summary>
    public static Option<string[]> AccountIds(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = "ACCOUNT" };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IsAccountId(token.Value)))
                result.AddError(NotAnAccount(name, token.Value));
        });
        return option;
    }

    private static string NotAnAccount(string option, string text) =>
        $"{option}: not an account: {text}; it has 12 digits";

    public static Option<string?> OrganizationId(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "ID",
            CustomParser = result =>
                IsOrganizationId(Text(result))
                    ? Text(result)
                    : Fail<string?>(
                        result,
                        $"{name}: not the id of an organization: {Text(result)}; it looks like o-exampleorgid"
                    ),
        };

    /// <summary>Whether a text can be the id of an account.</summary>
    public static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    /// <summary>Whether a text can be the id of an organization.</summary>
    public static bool IsOrganizationId(string text) =>
        text.Length is > 2 and <= 34
        && text.StartsWith("o-", StringComparison.Ordinal)
        && text.Skip(2).All(char.IsAsciiLetterOrDigit);

    /// <summary>Whether a text can be the name of a region.</summary>
    public static bool IsRegion(string text) =>
        text.Length is > 0 and <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static Option<string> KeyFolderToWrite() =>
        new("--out")
        {
            Description = "The folder of the keys: DIR/REGION/FINGERPRINT.private.pem and DIR/REGION/FINGERPRINT.json.",
            HelpName = "DIR",
            Required = true,
        };

    public static Option<DateTimeOffset?> ValidFrom(TimeProvider clock) =>
        Time(clock, "--valid-from", "The first moment at which verifiers accept the key. Default: no bound.");

    public static Option<DateTimeOffset?> ValidUntil(TimeProvider clock) =>
        Time(clock, "--valid-until", "The last moment at which verifiers accept the key. Default: no bound.");

    /// <param name="start">The start of a range.</param>
    /// <param name="end">Its end.</param>
    /// <param name="isNow">Whether the end is the default, the present.</param>
    /// <exception cref="CommandException">The range ends before it starts.</exception>
    public static void RefuseReversed(DateTimeOffset start, DateTimeOffset end, bool isNow)
    {
        if (start <= end)
            return;
        throw isNow
            ? CommandException.Usage(
                $"--start-time {UtcTime.Format(start)} is in the future",
                "choose an earlier --start-time: without --end-time the range ends now"
            )
            : CommandException.Usage(
                $"--start-time {UtcTime.Format(start)} is later than --end-time {UtcTime.Format(end)}",
                "swap them"
            );
    }

    /// <exception cref="CommandException">A key would never be valid.</exception>
    public static void RefuseEmptyValidity(DateTimeOffset? from, DateTimeOffset? until)
    {
        if (from > until)
            throw CommandException.Usage(
                $"--valid-from {UtcTime.Format(from.Value)} is later than --valid-until {UtcTime.Format(until.Value)}",
                "swap them"
            );
    }

    /// <summary>The number that was given, or the default; <c>null</c> when what was given is no number (the parser's own conversion would throw in a validator).</summary>
    public static int? Number(OptionResult result) =>
        result.Tokens.Count == 0 ? result.GetValueOrDefault<int>()
        : int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static string Text(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default!;
    }
}
