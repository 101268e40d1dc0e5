using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Integrity.Digests;

namespace Integrity.Cli.Options;

/// <summary>Creates options that several commands have, with their parsers.</summary>
internal static class CommonOptions
{
    public static Option<Trail> TrailArn(bool isRequired = true) =>
        new("--trail-arn")
        {
            Description = "ARN of the trail: arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME.",
            HelpName = "ARN",
            Required = isRequired,
            CustomParser = result =>
                Trail.TryParse(Text(result), out var trail)
                    ? trail
                    : Fail<Trail>(
                        result,
                        $"--trail-arn: not the ARN of a trail: {Text(result)}; use the form "
                            + "arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME, with an account of 12 digits and a name "
                            + "of 3 to 128 characters"
                    ),
        };

    /// <param name="clock">Supplies the missing parts of a date.</param>
    /// <param name="name">Name of the option.</param>
    /// <param name="description">Help text of the option.</param>
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
                    $"{name}: not a time: {text}; {problem ?? "use a time such as 2025-05-04T10:00:00Z"}"
                );
            },
        };

    /// <param name="name">Name of the option.</param>
    /// <param name="description">Help text of the option.</param>
    /// <param name="orAll">Accept the word <c>all</c>, which means <see cref="TimeSpan.MaxValue"/>.</param>
    public static Option<TimeSpan?> Duration(string name, string description, bool orAll = false) =>
        new(name)
        {
            Description = description,
            HelpName = "DURATION",
            CustomParser = result =>
                (orAll && Text(result) == "all" ? TimeSpan.MaxValue : ParseDuration(Text(result))) is { } duration
                    ? duration
                    : Fail<TimeSpan?>(
                        result,
                        $"{name}: not a duration: {Text(result)}; "
                            + $"use a number and a unit, such as 90s, 10m, 6h or 7d{(orAll ? ", or all" : "")}"
                    ),
        };

    /// <summary>
    /// Reads a number and a unit, such as <c>90s</c>; <c>null</c> for any other text. The maximum is a thousand years,
    /// so that adding it to a date does not overflow.
    /// </summary>
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
            'w' => TimeSpan.FromDays(7),
            _ => null,
        };
        return unit * number is { } duration && duration <= TimeSpan.FromDays(365_000) ? duration : null;
    }

    public static Option<string?> Prefix(string name) =>
        new(name)
        {
            Description = "Part of the object paths before AWSLogs/, with or without a trailing slash.",
            HelpName = "PREFIX",
            CustomParser = result =>
                Text(result).StartsWith(S3Url.Scheme, StringComparison.OrdinalIgnoreCase)
                    ? Fail<string?>(
                        result,
                        $"{name}: not a prefix: {Text(result)}; pass the part after the bucket, without s3://"
                    )
                : Text(result).TrimEnd('/') is { Length: > 0 } prefix ? prefix + "/"
                : "",
        };

    public static Option<TrailLocation?> RelocatedFrom() =>
        new("--relocated-from")
        {
            Description =
                "Original location of a copied trail; PREFIX is the part before AWSLogs/. --s3-bucket, --s3-prefix and "
                + "--source then name the copy.",
            HelpName = "s3://BUCKET[/PREFIX]",
            CustomParser = result =>
                S3Url.TryParse(Text(result), out var at)
                    ? new TrailLocation(at.Bucket, at.Path.TrimEnd('/') is { Length: > 0 } prefix ? prefix + "/" : "")
                    : Fail<TrailLocation?>(
                        result,
                        $"--relocated-from: not the URL of a bucket: {Text(result)}; use the form s3://bucket/prefix"
                    ),
        };

    public static Option<string?> EndpointUrl() =>
        new("--endpoint-url")
        {
            Description = "URL of CloudTrail, and of S3 unless AWS_ENDPOINT_URL_S3 is set or the URL names CloudTrail.",
            HelpName = "URL",
            CustomParser = result =>
                Uri.TryCreate(Text(result), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                    ? Text(result)
                    : Fail<string>(
                        result,
                        $"--endpoint-url: not a URL: {Text(result)}; use the form https://s3.example.com"
                    ),
        };

    public static Option<string?> Crypto()
    {
        var option = new Option<string?>("--crypto")
        {
            Description =
                "RSA implementation that checks signatures: `platform`, `bouncycastle`, or `both`, which must agree "
                + "(default: platform).",
        };
        return option.AcceptOnlyFromAmong(SignatureChecks.Platform, SignatureChecks.BouncyCastle, SignatureChecks.Both);
    }

    public static Option<string?> Format(string description) =>
        new Option<string?>("--format") { Description = description }.AcceptOnlyFromAmong("text", "json");

    public static Option<string> Region(string description) =>
        new("--region")
        {
            Description = description,
            HelpName = "REGION",
            CustomParser = result =>
                Text(result) is var region && IsRegion(region)
                    ? region
                    : Fail<string>(result, $"--region: not a region: {Text(result)}; use a name such as us-east-2"),
        };

    public static Option<string> AccountId(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "ACCOUNT",
            CustomParser = result =>
                IsAccountId(Text(result)) ? Text(result) : Fail<string>(result, NotAnAccount(name, Text(result))),
        };

    /// <summary>Creates a repeatable option for account IDs.</summary>
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
        $"{option}: not an account ID: {text}; pass 12 digits";

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
                        $"{name}: not an organization ID: {Text(result)}; use the form o-exampleorgid"
                    ),
        };

    /// <summary>Returns whether a text has the form of an account ID.</summary>
    public static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    /// <summary>Returns whether a text has the form of an organization ID.</summary>
    public static bool IsOrganizationId(string text) =>
        text.Length is > 2 and <= 34
        && text.StartsWith("o-", StringComparison.Ordinal)
        && text.Skip(2).All(char.IsAsciiLetterOrDigit);

    /// <summary>Returns whether a text has the form of a region name.</summary>
    public static bool IsRegion(string text) =>
        text.Length is > 0 and <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static Option<string> KeyDirectoryToWrite() =>
        new("--out")
        {
            Description = "Directory to write to: DIR/REGION/FINGERPRINT.private.pem and DIR/REGION/FINGERPRINT.json.",
            HelpName = "DIR",
            Required = true,
        };

    public static Option<DateTimeOffset?> ValidFrom(TimeProvider clock) =>
        Time(clock, "--valid-from", "Time from which verifiers accept the key (default: no limit).");

    public static Option<DateTimeOffset?> ValidUntil(TimeProvider clock) =>
        Time(clock, "--valid-until", "Time until which verifiers accept the key (default: no limit).");

    /// <param name="start">Start of the range.</param>
    /// <param name="end">End of the range.</param>
    /// <param name="isNow">True if no end was given, so that the range ends now.</param>
    /// <exception cref="CommandException">The range ends before it starts.</exception>
    public static void RequireOrdered(DateTimeOffset start, DateTimeOffset end, bool isNow)
    {
        if (start <= end)
            return;
        throw isNow
            ? CommandException.Usage(
                $"--start-time {UtcTime.Format(start)} is in the future",
                "choose an earlier --start-time, since the range ends now by default"
            )
            : CommandException.Usage(
                $"--start-time {UtcTime.Format(start)} is later than --end-time {UtcTime.Format(end)}",
                "swap the two times"
            );
    }

    /// <exception cref="CommandException">The key would never be valid.</exception>
    public static void RequireValidity(DateTimeOffset? from, DateTimeOffset? until)
    {
        if (from > until)
            throw CommandException.Usage(
                $"--valid-from {UtcTime.Format(from.Value)} is later than "
                    + $"--valid-until {UtcTime.Format(until.Value)}",
                "swap the two times"
            );
    }

    /// <summary>
    /// Returns the number given, or <c>null</c> if the text is not a number. The parser's own conversion would throw in
    /// a validator.
    /// </summary>
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
