using System.Collections;
using System.Net;
using Amazon.Runtime.CredentialManagement;

namespace Integrity.Aws;

/// <summary>Checks what environment and profile say of endpoints and how buckets are addressed.</summary>
internal static class AwsEndpoints
{
    private const string Hint = "write it with its scheme, as in https://s3.example.com or http://localhost:9000";

    /// <exception cref="AwsConfigurationException">A variable does not hold a URL.</exception>
    public static void RefuseUnusable()
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
                throw NotAUrl(name, value);
        }
    }

    /// <summary>The URL of a service as it was configured.</summary>
    /// <exception cref="AwsConfigurationException">It is not a URL.</exception>
    public static string Usable(string url, string service) =>
        IsUrl(url) ? url : throw NotAUrl($"endpoint_url of {service}", url);

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0;

    /// <summary>A URL can hold a password in front of @, which is not shown.</summary>
    public static AwsConfigurationException NotAUrl(string name, string text) =>
        new($"{name}: not a URL: {text[(text.LastIndexOf('@') + 1)..]}", Hint);

    /// <summary>What the profile says of the addresses of buckets (<c>s3 = addressing_style = path</c>); <c>null</c> when it says nothing or leaves it open.</summary>
    /// <exception cref="AwsConfigurationException">There is no such style.</exception>
    public static bool? IsPathStyle(CredentialProfile? profile)
    {
        if (profile is null)
            return null;
        return ConfigFile.Nested(profile.Name, "s3", "addressing_style") switch
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

    /// <summary>Whether buckets can be named in front of this host: not in front of an IP address.</summary>
    public static bool CanNameBuckets(string url) => !IPAddress.TryParse(new Uri(url).Host.Trim('[', ']'), out _);
}
