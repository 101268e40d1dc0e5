using System.CommandLine;
using System.Text.RegularExpressions;

namespace Integrity.Cli.Options;

/// <summary>
/// Creates options that name a bucket. They reject a URL, an ARN or a name with a slash, and show the corrected
/// options.
/// </summary>
internal static partial class BucketName
{
    /// <param name="name">Name of the option.</param>
    /// <param name="description">Help text of the option.</param>
    /// <param name="prefixOption">Option for the path after the bucket in a URL; <c>null</c> if the command has
    /// none.</param>
    public static Option<string?> Option(string name, string description, string? prefixOption = "--s3-prefix") =>
        new(name)
        {
            Description = description,
            HelpName = "BUCKET",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (Problem(name, text, prefixOption) is { } problem)
                    result.AddError(problem);
                return text;
            },
        };

    /// <summary>
    /// Returns what is wrong with a text and how to write it instead; <c>null</c> if it can be the name of a bucket or
    /// of its directory.
    /// </summary>
    public static string? Problem(string option, string text, string? prefixOption)
    {
        if (text.Contains(":accesspoint/", StringComparison.Ordinal))
            return $"{option}: not a bucket but an access point: {text}; pass the bucket name, as digest files do";
        var path = Path(text);
        if (path is null)
            return null;
        var (bucket, prefix) = path.Split('/', 2) is [var first, var rest] ? (first, rest.TrimEnd('/')) : (path, "");
        var corrected = bucket.Length == 0 ? $"{option} BUCKET" : $"{option} {bucket}";
        if (bucket.Length > 0 && prefix.Length > 0 && prefixOption is not null)
            corrected += $" {prefixOption} {prefix}";
        return $"{option}: not a bucket name: {text}; write: {corrected}";
    }

    /// <summary>Returns bucket and prefix of a URL, an ARN or a path; <c>null</c> for a plain name.</summary>
    private static string? Path(string text)
    {
        if (Arn().Match(text) is { Success: true } arn)
            return arn.Groups["path"].Value;
        if (text.StartsWith(S3Url.Scheme, StringComparison.OrdinalIgnoreCase))
            return text[S3Url.Scheme.Length..];
        if (VirtualHost().Match(text) is { Success: true } host)
            return host.Groups["bucket"].Value + host.Groups["path"].Value;
        if (PathStyle().Match(text) is { Success: true } url)
            return url.Groups["path"].Value;
        return text.Contains('/', StringComparison.Ordinal) ? text : null;
    }

    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline;

    [GeneratedRegex(@"\Aarn:[a-z0-9-]*:s3:[a-z0-9-]*:[0-9]*:(?<path>.*)\z", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arn();

    [GeneratedRegex(
        @"\A(https?://)?(?<bucket>[A-Za-z0-9._-]+)\.s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?(:\d+)?(?<path>/.*)?\z",
        Options,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex VirtualHost();

    [GeneratedRegex(@"\Ahttps?://[^/]*/?(?<path>.*)\z", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathStyle();
}
