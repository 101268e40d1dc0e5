using System.Text.RegularExpressions;

namespace Integrity.Aws;

/// <summary>What a service of AWS says beside its error code. It comes from the network, so it is shortened, and only shown.</summary>
internal static partial class ServiceMessage
{
    private const int MaxLength = 500;

    /// <summary>The message behind a colon, in one line; an empty text when there is none.</summary>
    public static string Quote(string? message)
    {
        var text = ProfileSource.OneLine(Redaction.Of(message));
        // what the SDK says where the service said nothing
        if (text.Length == 0 || text.StartsWith("Error making request with Error Code", StringComparison.Ordinal))
            return "";
        return ": " + (text.Length <= MaxLength ? text : text[..MaxLength] + "...");
    }

    /// <summary>Whether the request was refused because of its time.</summary>
    public static bool IsOfClock(string? code, string? message) =>
        code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture"
        || (
            code is "InvalidSignatureException" or "SignatureDoesNotMatch"
            && message is not null
            && (
                message.Contains("Signature expired", StringComparison.Ordinal)
                || message.Contains("Signature not yet current", StringComparison.Ordinal)
            )
        );

    /// <summary>What to do about a denial whose message says which policy or which permission it is; <c>null</c> when it does not.</summary>
    public static string? DenyHint(string? message)
    {
        if (PolicyHint(message) is { } policy)
            return policy;
        return ActionIn(message) is not { } action ? null
            : action.StartsWith("kms:", StringComparison.Ordinal)
                ? $"allow {action} on the key that encrypts the bucket"
            : $"allow {action}";
    }

    /// <summary>What to do about a policy that denies: no other policy can allow it then. <c>null</c> when the message names none.</summary>
    public static string? PolicyHint(string? message) =>
        message is not null && Policy().Match(message) is { Success: true } policy
            ? $"a {policy.Groups["policy"].Value} denies {ActionIn(message) ?? "it"}, which no other policy can allow: ask whoever manages that policy"
            : null;

    /// <summary>The ARN of a KMS key in a message; <c>null</c> when there is none.</summary>
    public static string? KeyArn(string? message) =>
        message is not null && Key().Match(message) is { Success: true } key ? key.Value : null;

    /// <summary>The permission that is missing; <c>null</c> when the message names none.</summary>
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
