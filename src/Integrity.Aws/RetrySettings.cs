using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Integrity.Aws;

/// <summary>
/// How often a request is tried, from the same places as in the AWS CLI: <c>AWS_MAX_ATTEMPTS</c> and <c>AWS_RETRY_MODE</c>, then <c>max_attempts</c>
/// and <c>retry_mode</c> of the profile. The mode is that of the SDK's own requests. What ctverify sends itself always backs off and lowers its
/// concurrency when S3 asks for it, as in the mode <c>adaptive</c>.
/// </summary>
/// <param name="MaxAttempts">How often a request is tried, the first attempt included.</param>
/// <param name="IsPatient">Whether throttled requests are repeated beyond that: not when somebody chose a number.</param>
/// <param name="Mode">The mode; <c>null</c> for the SDK's own.</param>
internal sealed record RetrySettings(int MaxAttempts, bool IsPatient, RequestRetryMode? Mode)
{
    private const int UsualAttempts = 6;

    /// <exception cref="AwsConfigurationException">A setting has a value that the AWS CLI refuses, too.</exception>
    public static RetrySettings Of(AwsSettings settings, string profileName, Func<string, string?> environment)
    {
        var profile = Find(profileName);
        var mode = ModeOf(environment("AWS_RETRY_MODE")) ?? profile?.RetryMode;
        var attempts = settings.MaxAttempts ?? AttemptsOf(environment("AWS_MAX_ATTEMPTS")) ?? profile?.MaxAttempts;
        return new RetrySettings(attempts ?? UsualAttempts, attempts is null, mode);
    }

    private static CredentialProfile? Find(string name)
    {
        try
        {
            return new CredentialProfileStoreChain().TryGetProfile(name, out var profile) ? profile : null;
        }
        catch (Exception e)
            when (e is AmazonClientException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // the files are read again for credentials, where the mistake is reported
            return null;
        }
    }

    private static int? AttemptsOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (
            int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var attempts)
            && attempts is >= 1 and <= 1000
        )
            return attempts;
        throw new AwsConfigurationException(
            $"AWS_MAX_ATTEMPTS: not a number of attempts: {text}",
            "set it to a whole number from 1 on, or unset it"
        );
    }

    private static RequestRetryMode? ModeOf(string? text) =>
        text?.Trim().ToLowerInvariant() switch
        {
            null or "" => null,
            // the SDK for .NET has no legacy mode any more
            "legacy" or "standard" => RequestRetryMode.Standard,
            "adaptive" => RequestRetryMode.Adaptive,
            _ => throw new AwsConfigurationException(
                $"AWS_RETRY_MODE: not a mode: {text}",
                "set it to legacy, standard or adaptive, or unset it"
            ),
        };
}
