using System.Text.RegularExpressions;
using Amazon.Runtime.CredentialManagement;
using Integrity.Aws.Network;

namespace Integrity.Aws;

/// <summary>
/// The profiles in the shared config and credentials files, as the SDK reads them. A section may quote its name, as in the AWS CLI: <c>[profile "my audit"]</c>.
/// </summary>
internal sealed partial class ProfileSource : ICredentialProfileSource
{
    public const string DefaultName = "default";

    private readonly CredentialProfileStoreChain _files = new();
    private readonly HashSet<string> _roles = new(StringComparer.Ordinal);

    /// <summary>
    /// Finds a profile for the SDK, which takes a role beside an access key for a mistake. In the AWS CLI the role counts, and the key is its source when the profile names itself:
    /// so the profile is the role at first, and the key when it is asked for as the source of this role.
    /// </summary>
    /// <exception cref="AwsConfigurationException">A file or the profile cannot be understood.</exception>
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

    /// <summary>The profile, or <c>null</c> when there is none of this name.</summary>
    /// <exception cref="AwsConfigurationException">A file or the profile cannot be understood.</exception>
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

    /// <summary>Whether the source of a role is the profile that assumes it: then its own keys are.</summary>
    public static bool NamesItself(CredentialProfile profile) =>
        profile.Options.SourceProfile is { Length: > 0 } source && source == NameOf(profile);

    /// <summary>The name of a profile without the quotes of its section.</summary>
    public static string NameOf(CredentialProfile profile) =>
        profile.Name is ['"' or '\'', .. var name, _] ? name : profile.Name;

    /// <summary>What the SDK says of a file or a profile that it cannot read. A stray line is not quoted: it may hold a secret.</summary>
    public static AwsConfigurationException Explain(Exception e, string profile)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (StrayLine().Match(ForeignText.Own(cause)) is { Success: true } stray)
                return new AwsConfigurationException(
                    $"{stray.Groups["file"].Value}: line {stray.Groups["line"].Value} is not [section], name = value or a comment",
                    "correct the line, or put # in front of it"
                );
            if (BadRegion().Match(ForeignText.Own(cause)) is { Success: true } bad)
                return new AwsConfigurationException(
                    $"profile {profile}: not the name of a region: {bad.Groups["region"].Value}",
                    "write it as region = us-east-2, with comments in lines of their own"
                );
            if (BadUrl().Match(ForeignText.Own(cause)) is { Success: true } url)
                return AwsEndpoints.NotAUrl($"profile {profile}: endpoint_url", url.Groups["url"].Value);
            if (MissingSession().Match(ForeignText.Own(cause)) is { Success: true } session)
                return new AwsConfigurationException(
                    $"profile {profile}: sso_session names {session.Groups["name"].Value}, but there is no [sso-session {session.Groups["name"].Value}]",
                    "add the section, or run aws configure sso"
                );
            if (cause is UnauthorizedAccessException or IOException)
                return new AwsConfigurationException(
                    $"the AWS config and credentials files cannot be read: {ForeignText.Own(cause)}",
                    "check AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, and who can read the files"
                );
        }
        return new AwsConfigurationException(
            $"profile {profile} cannot be used: {ForeignText.Own(Innermost(e))}",
            "correct the profile in ~/.aws/config"
        );
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    /// <summary>A text of the SDK or of a program, in one line.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(
        @"Line (?<line>\d+):<.*> in file (?<file>.*) does not contain a section, property or comment",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex StrayLine();

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
