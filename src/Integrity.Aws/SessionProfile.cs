using Amazon.Runtime.CredentialManagement;
using Integrity.Hints;

namespace Integrity.Aws;

/// <summary>The profile of a session.</summary>
/// <param name="Profile">The profile, under the name in its section header.</param>
/// <param name="Name">The name without quotes.</param>
/// <param name="Root">The last profile in the source_profile chain, which holds the original credentials.</param>
/// <param name="IsSource">
/// Whether the profile provides the credentials. Credentials in the environment take precedence over a profile that was
/// not named in the settings.
/// </param>
internal sealed record SessionProfile(CredentialProfile Profile, string Name, string Root, bool IsSource)
{
    private static readonly string[] CredentialSources = ["Environment", "Ec2InstanceMetadata", "EcsContainer"];

    /// <summary>
    /// Finds the profile of a session. Returns <c>null</c> if no profile is named and there is no default profile.
    /// </summary>
    /// <param name="option">The profile of the settings; <c>null</c> for the environment's.</param>
    /// <param name="source">The config and credentials files.</param>
    /// <exception cref="AwsConfigurationException">The profile does not exist or is invalid.</exception>
    public static SessionProfile? Find(string? option, ProfileSource source)
    {
        var variable = AwsEnvironment.Get("AWS_PROFILE") is not null ? "AWS_PROFILE" : "AWS_DEFAULT_PROFILE";
        var name = option ?? AwsEnvironment.Get(variable);
        if (source.Find(name ?? ProfileSource.DefaultName) is not { } profile)
        {
            if (name is null or ProfileSource.DefaultName && option is null)
                return null;
            throw new AwsConfigurationException(
                $"there is no profile {name}",
                "see ~/.aws/config, or run aws configure list-profiles",
                option is null ? variable : nameof(AwsSettings.Profile)
            );
        }
        var isSource = option is not null || !IsInEnvironment();
        var root = isSource ? RootOf(profile, source) : ProfileSource.NameOf(profile);
        return new SessionProfile(
            source.TryGetProfile(ProfileSource.NameOf(profile), out var usable) ? usable : profile,
            ProfileSource.NameOf(profile),
            root,
            isSource
        );
    }

    /// <summary>
    /// Whether the environment provides credentials, which the SDK and the AWS CLI prefer to a profile.
    /// </summary>
    private static bool IsInEnvironment() =>
        (AwsEnvironment.Get("AWS_ACCESS_KEY_ID") is not null && AwsEnvironment.Get("AWS_SECRET_ACCESS_KEY") is not null)
        || (
            AwsEnvironment.Get("AWS_WEB_IDENTITY_TOKEN_FILE") is not null
            && AwsEnvironment.Get("AWS_ROLE_ARN") is not null
        );

    /// <summary>Returns the last profile in the source_profile chain.</summary>
    /// <exception cref="AwsConfigurationException">A profile in the chain is invalid.</exception>
    private static string RootOf(CredentialProfile profile, ProfileSource source)
    {
        var visited = new List<string>();
        var current = profile;
        while (true)
        {
            var name = ProfileSource.NameOf(current);
            visited.Add(name);
            Validate(current.Options, name);
            var options = current.Options;
            if (options.SourceProfile is not { Length: > 0 } next || string.IsNullOrEmpty(options.RoleArn))
                return name;
            if (ProfileSource.NamesItself(current))
            {
                return string.IsNullOrEmpty(options.AccessKey) || string.IsNullOrEmpty(options.SecretKey)
                    ? throw Invalid(
                        name,
                        "source_profile is the profile itself, which has no access key",
                        "set source_profile to the profile with the access key"
                    )
                    : name;
            }
            if (visited.Contains(next, StringComparer.Ordinal))
                throw Invalid(
                    visited[0],
                    $"source_profile is circular: {string.Join(" -> ", [.. visited, next])}",
                    "set the last source_profile to a profile with an access key"
                );
            current =
                source.Find(next)
                ?? throw Invalid(
                    name,
                    $"source_profile names {next}, which does not exist",
                    "see ~/.aws/config, or run aws configure list-profiles"
                );
        }
    }

    private static void Validate(CredentialProfileOptions options, string name)
    {
        if (string.IsNullOrEmpty(options.RoleArn))
        {
            if (!string.IsNullOrEmpty(options.LoginSession) && string.IsNullOrEmpty(options.AccessKey))
                throw new AwsConfigurationException(
                    $"profile {name} uses aws login (login_session), which is not supported yet",
                    Hint.Of(HintCode.ExportCredentials, name)
                );
            var missingKey = string.IsNullOrEmpty(options.AccessKey) ? "aws_access_key_id" : "aws_secret_access_key";
            if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
                throw Invalid(name, $"{missingKey} is missing", "run aws configure, or add the line");
            if (
                IsSso(options)
                && (string.IsNullOrEmpty(options.SsoAccountId) || string.IsNullOrEmpty(options.SsoRoleName))
            )
                throw Invalid(
                    name,
                    $"{(string.IsNullOrEmpty(options.SsoAccountId) ? "sso_account_id" : "sso_role_name")} is missing",
                    Hint.Of(HintCode.ConfigureSso, name)
                );
            return;
        }
        if (
            string.IsNullOrEmpty(options.SourceProfile)
            && string.IsNullOrEmpty(options.CredentialSource)
            && string.IsNullOrEmpty(options.WebIdentityTokenFile)
        )
            throw Invalid(
                name,
                "role_arn needs source_profile, credential_source or web_identity_token_file",
                "set source_profile to the profile whose credentials may assume the role"
            );
        if (
            options.CredentialSource is { Length: > 0 } kind
            && !CredentialSources.Contains(kind, StringComparer.OrdinalIgnoreCase)
        )
            throw Invalid(
                name,
                $"unknown credential_source: {kind}",
                $"use one of: {string.Join(", ", CredentialSources)}"
            );
    }

    private static bool IsSso(CredentialProfileOptions options) =>
        string.IsNullOrEmpty(options.AccessKey)
        && (!string.IsNullOrEmpty(options.SsoSession) || !string.IsNullOrEmpty(options.SsoStartUrl));

    private static AwsConfigurationException Invalid(string profile, string message, Hint hint) =>
        new($"profile {profile}: {message}", hint);
}
