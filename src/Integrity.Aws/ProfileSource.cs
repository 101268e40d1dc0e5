using System.Text.RegularExpressions;
using Amazon.Runtime.CredentialManagement;
using Integrity.Aws.Network;

namespace Integrity.Aws;

/// <summary>
/// Reads profiles from the shared config and credentials files with the SDK. As in the AWS CLI, a section may quote its
/// name: <c>[profile "my audit"]</c>.
/// </summary>
internal sealed partial class ProfileSource : ICredentialProfileSource
{
    public const string DefaultName = "default";

    private readonly CredentialProfileStoreChain _files = new();
    private readonly HashSet<string> _roles = new(StringComparer.Ordinal);

    /// <summary>
    /// Finds a profile for the SDK, which rejects a profile with both a role and an access key. The AWS CLI uses the
    /// role, and the access key as its source if the profile names itself as <c>source_profile</c>. To match that, the
    /// first call returns the role, and the next call for the same profile returns the access key.
    /// </summary>
    /// <exception cref="AwsConfigurationException">A file or the profile is invalid.</exception>
    public bool TryGetProfile(string profileName, out CredentialProfile profile)
    {
        profile = Find(profileName)!;
        if (
            profile is null
            || string.IsNullOrEmpty(profile.Options.RoleArn)
            || string.IsNullOrEmpty(profile.Options.SourceProfile)
        )
            return profile is not null;
        var options = profile.Options;
        if (NamesItself(profile) && !_roles.Add(profileName))
            profile = new CredentialProfile(
                profile.Name,
                new CredentialProfileOptions
                {
                    AccessKey = options.AccessKey,
                    SecretKey = options.SecretKey,
                    Token = options.Token,
                }
            );
        else
            options.AccessKey = options.SecretKey = options.Token = null;
        return true;
    }

    /// <summary>Returns the profile with this name, or <c>null</c> if it does not exist.</summary>
    /// <exception cref="AwsConfigurationException">A file or the profile is invalid.</exception>
    public CredentialProfile? Find(string name)
    {
        try
        {
            foreach (var written in (string[])[name, $"\"{name}\"", $"'{name}'"])
            {
                if (_files.TryGetProfile(written, out var profile))
                    return profile;
            }
            return null;
        }
        catch (Exception e) when (e is not AwsConfigurationException)
        {
            throw Explain(e, name);
        }
    }

    /// <summary>Whether <c>source_profile</c> names the profile itself, so its access key assumes its role.</summary>
    public static bool NamesItself(CredentialProfile profile) =>
        profile.Options.SourceProfile is { Length: > 0 } source && source == NameOf(profile);

    /// <summary>Returns the name of a profile without the quotes of its section header.</summary>
    public static string NameOf(CredentialProfile profile) =>
        profile.Name is ['"' or '\'', .. var name, _] ? name : profile.Name;

    /// <summary>
    /// Explains why the SDK cannot read a file or a profile. Does not quote an invalid line, which may contain a
    /// secret.
    /// </summary>
    public static AwsConfigurationException Explain(Exception e, string profile)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            var message = ExternalMessage.Own(cause);
            if (InvalidLine().Match(message) is { Success: true } line)
                return new AwsConfigurationException(
                    $"{line.Groups["file"].Value}: line {line.Groups["line"].Value} "
                        + "is not [section], name = value or a comment",
                    "fix the line, or comment it out with #"
                );
            if (BadRegion().Match(message) is { Success: true } bad)
                return new AwsConfigurationException(
                    $"profile {profile}: not a region name: {bad.Groups["region"].Value}",
                    "write it as region = us-east-2, with comments on separate lines"
                );
            if (BadUrl().Match(message) is { Success: true } url)
                return AwsEndpoints.InvalidUrl($"profile {profile}: endpoint_url", url.Groups["url"].Value);
            if (MissingSession().Match(message) is { Success: true } session)
                return new AwsConfigurationException(
                    $"profile {profile}: sso_session names {session.Groups["name"].Value}, "
                        + $"but there is no [sso-session {session.Groups["name"].Value}]",
                    "add the section, or run aws configure sso"
                );
            if (cause is UnauthorizedAccessException or IOException)
                return new AwsConfigurationException(
                    $"cannot read the AWS config and credentials files: {message}",
                    "check AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, and the permissions of the files"
                );
        }
        return new AwsConfigurationException(
            $"profile {profile} is invalid: {ExternalMessage.Own(Innermost(e))}",
            "fix the profile in ~/.aws/config"
        );
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    /// <summary>Joins the lines of a text from the SDK or a program.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(
        @"Line (?<line>\d+):<.*> in file (?<file>.*) does not contain a section, property or comment",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex InvalidLine();

    [GeneratedRegex(
        @"Value for ServiceURL is not a valid URL: (?<url>.*)\z",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex BadUrl();

    [GeneratedRegex(
        @"Failed to find sso_session \[(?<name>.*)\]",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex MissingSession();

    [GeneratedRegex(
        @"The specified '(?<region>.*)' region is not a valid hostname component",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex BadRegion();
}
