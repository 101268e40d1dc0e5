using System.Collections;
using System.Net;
using Amazon.Runtime.CredentialManagement;

namespace Integrity.Aws;

/// <summary>
/// Validates the endpoints and the bucket addressing style that the environment or a profile configures.
/// </summary>
internal static class AwsEndpoints
{
    private const string Hint = "include the scheme, as in https://s3.example.com or http://localhost:9000";

    /// <summary>Checks all <c>AWS_ENDPOINT_URL*</c> variables, unless the user disabled them.</summary>
    /// <exception cref="AwsConfigurationException">The value of a variable is not a URL.</exception>
    public static void ValidateVariables()
    {
        if (
            string.Equals(
                AwsEnvironment.Get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
                "true",
                StringComparison.OrdinalIgnoreCase
            )
        )
            return;
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (
                entry is { Key: string name, Value: string value }
                && name.StartsWith("AWS_ENDPOINT_URL", StringComparison.Ordinal)
                && !IsUrl(value)
            )
                throw InvalidUrl(name, value);
        }
    }

    /// <summary>Returns the configured endpoint of a service unchanged if it is a URL.</summary>
    /// <exception cref="AwsConfigurationException">It is not a URL.</exception>
    public static string RequireUrl(string url, string service) =>
        IsUrl(url) ? url : throw InvalidUrl($"endpoint_url of {service}", url);

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0;

    /// <summary>Creates the error for an invalid URL, without the password that may precede an @.</summary>
    public static AwsConfigurationException InvalidUrl(string name, string text) =>
        new($"{name}: not a URL: {text[(text.LastIndexOf('@') + 1)..]}", Hint);

    /// <summary>
    /// Returns whether the profile requires path-style bucket addresses (<c>s3 = addressing_style = path</c>), or
    /// <c>null</c> if it leaves the choice open.
    /// </summary>
    /// <exception cref="AwsConfigurationException">The configured style does not exist.</exception>
    public static bool? IsPathStyle(CredentialProfile? profile)
    {
        if (profile is null)
            return null;
        return SharedConfigFile.NestedSetting(ProfileSource.NameOf(profile), "s3", "addressing_style") switch
        {
            "path" => true,
            "virtual" => false,
            "auto" or "" or null => null,
            var style => throw new AwsConfigurationException(
                $"profile {ProfileSource.NameOf(profile)}: unknown addressing_style: {style}",
                "use auto, virtual or path"
            ),
        };
    }

    /// <summary>Whether the host supports bucket subdomains: an IP address does not.</summary>
    public static bool SupportsBucketSubdomains(string url) =>
        !IPAddress.TryParse(new Uri(url).Host.Trim('[', ']'), out _);
}
