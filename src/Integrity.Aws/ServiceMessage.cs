using System.Text.RegularExpressions;

namespace Integrity.Aws;

/// <summary>
/// Interprets the message that an AWS service sends with an error code. The message is untrusted text.
/// </summary>
internal static partial class ServiceMessage
{
    private const int MaxLength = 500;

    /// <summary>Returns ": " and the message, shortened to one line, or an empty string if there is none.</summary>
    public static string Quote(string? message)
    {
        var text = ProfileSource.OneLine(Redaction.Apply(message));
        // The SDK's placeholder for a missing message.
        if (text.Length == 0 || text.StartsWith("Error making request with Error Code", StringComparison.Ordinal))
            return "";
        return ": " + (text.Length <= MaxLength ? text : text[..MaxLength] + "...");
    }

    /// <summary>Whether the service rejected the time of the request.</summary>
    public static bool IsClockSkew(string? code, string? message) =>
        code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture"
        || (
            code is "InvalidSignatureException" or "SignatureDoesNotMatch"
            && message is not null
            && (
                message.Contains("Signature expired", StringComparison.Ordinal)
                || message.Contains("Signature not yet current", StringComparison.Ordinal)
            )
        );

    /// <summary>
    /// Returns a hint for a denied request, or <c>null</c> if the message names neither a policy nor a permission.
    /// </summary>
    public static string? DenyHint(string? message)
    {
        if (PolicyHint(message) is { } policy)
            return policy;
        return ActionIn(message) is not { } action ? null
            : action.StartsWith("kms:", StringComparison.Ordinal)
                ? $"allow {action} on the key that encrypts the bucket"
            : $"allow {action}";
    }

    /// <summary>Returns a hint for an explicit deny, or <c>null</c> if the message names no policy.</summary>
    public static string? PolicyHint(string? message) =>
        message is not null && Policy().Match(message) is { Success: true } policy
            ? $"a {policy.Groups["policy"].Value} explicitly denies {ActionIn(message) ?? "the request"}, "
                + "which overrides every allow: ask the administrator of that policy"
            : null;

    /// <summary>Returns the ARN of a KMS key in the message, or <c>null</c> if there is none.</summary>
    public static string? KeyArn(string? message) =>
        message is not null && Key().Match(message) is { Success: true } key ? key.Value : null;

    /// <summary>Returns the missing permission, or <c>null</c> if the message names none.</summary>
    public static string? ActionIn(string? message) =>
        message is not null && Action().Match(message) is { Success: true } named ? named.Groups["action"].Value : null;

    [GeneratedRegex(
        @"not authorized to perform: (?<action>[a-z0-9-]{1,40}:[A-Za-z0-9*]{1,80})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Action();

    [GeneratedRegex(
        "explicit deny in an? (?<policy>[A-Za-z -]{1,40}(policy|boundary))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Policy();

    [GeneratedRegex(
        "arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Key();
}
