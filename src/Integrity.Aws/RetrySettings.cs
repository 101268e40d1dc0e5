using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Integrity.Aws;

/// <summary>
/// The number of attempts and the retry mode, from the same sources as in the AWS CLI: <c>AWS_MAX_ATTEMPTS</c> and
/// <c>AWS_RETRY_MODE</c>, then <c>max_attempts</c> and <c>retry_mode</c> of the profile. The mode applies to requests
/// that the SDK sends. Requests that bypass the SDK always back off and reduce their concurrency when S3 throttles, as
/// in the mode <c>adaptive</c>.
/// </summary>
/// <param name="MaxAttempts">The number of attempts, including the first.</param>
/// <param name="ExtendsThrottling">
/// Whether throttled requests are retried beyond <paramref name="MaxAttempts"/>: only if the user did not set a number.
/// </param>
/// <param name="Mode">The mode; <c>null</c> for the SDK's default.</param>
internal sealed record RetrySettings(int MaxAttempts, bool ExtendsThrottling, RequestRetryMode? Mode)
{
    private const int DefaultAttempts = 6;

    /// <summary>Returns the settings from the options, the environment and the profile, in this order.</summary>
    /// <exception cref="AwsConfigurationException">A setting has a value that the AWS CLI rejects, too.</exception>
    public static RetrySettings Resolve(AwsSettings settings, string profileName, Func<string, string?> environment)
    {
        var profile = Find(profileName);
        var mode = ModeOf(environment("AWS_RETRY_MODE")) ?? profile?.RetryMode;
        var attempts = settings.MaxAttempts ?? AttemptsOf(environment("AWS_MAX_ATTEMPTS")) ?? profile?.MaxAttempts;
        return new RetrySettings(attempts ?? DefaultAttempts, attempts is null, mode);
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
            // The credentials code reads the files again and reports the error.
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
            "set it to an integer of at least 1, or unset it"
        );
    }

    private static RequestRetryMode? ModeOf(string? text) =>
        text?.Trim().ToLowerInvariant() switch
        {
            null or "" => null,
            // The SDK for .NET no longer has a legacy mode.
            "legacy" or "standard" => RequestRetryMode.Standard,
            "adaptive" => RequestRetryMode.Adaptive,
            _ => throw new AwsConfigurationException(
                $"AWS_RETRY_MODE: unknown mode: {text}",
                "set it to legacy, standard or adaptive, or unset it"
            ),
        };
}
