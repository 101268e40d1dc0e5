using Amazon.Runtime.CredentialManagement;

namespace Integrity.Aws;

/// <summary>The profile of a session: which one it is, and whether credentials can come from it.</summary>
/// <param name="Profile">The profile, with the name of its section.</param>
/// <param name="Name">Its name.</param>
/// <param name="Root">The last of the profiles to which source_profile leads, from which credentials come in the end.</param>
/// <param name="IsSource">Whether credentials come from it: not when the environment holds some, unless it was asked for by name.</param>
internal sealed record SessionProfile(CredentialProfile Profile, string Name, string Root, bool IsSource)
{
    private static readonly string[] CredentialSources = ["Environment", "Ec2InstanceMetadata", "EcsContainer"];

    /// <summary>Finds the profile of a session; <c>null</c> when none is named and there is no default one.</summary>
    /// <param name="option">The profile that was asked for; <c>null</c> for that of the environment.</param>
    /// <param name="source">The files.</param>
    /// <exception cref="AwsConfigurationException">It does not exist, or cannot work.</exception>
    public static SessionProfile? Find(string? option, ProfileSource source)
    {
        var variable = AwsEnvironment.Get("AWS_PROFILE") is not null ? "AWS_PROFILE" : "AWS_DEFAULT_PROFILE";
        var name = option ?? AwsEnvironment.Get(variable);
        if (source.Find(name ?? ProfileSource.DefaultName) is not { } profile)
        {
            if (name is null or ProfileSource.DefaultName && option is null)
                return null;
            throw new AwsConfigurationException(
                $"{(option is null ? variable : "--profile")}: there is no profile {name}",
                "see ~/.aws/config, or run aws configure list-profiles"
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

    /// <summary>Whether the SDK and the AWS CLI find credentials in the environment before they look at a profile.</summary>
    private static bool IsInEnvironment() =>
        (AwsEnvironment.Get("AWS_ACCESS_KEY_ID") is not null && AwsEnvironment.Get("AWS_SECRET_ACCESS_KEY") is not null)
        || (
            AwsEnvironment.Get("AWS_WEB_IDENTITY_TOKEN_FILE") is not null
            && AwsEnvironment.Get("AWS_ROLE_ARN") is not null
        );

    /// <summary>Follows source_profile to its end.</summary>
    /// <exception cref="AwsConfigurationException">A profile on the way cannot work.</exception>
    private static string RootOf(CredentialProfile profile, ProfileSource source)
    {
        var visited = new List<string>();
        var at = profile;
        while (true)
        {
            var name = ProfileSource.NameOf(at);
            visited.Add(name);
            Refuse(at.Options, name);
            if (at.Options.SourceProfile is not { Length: > 0 } next || string.IsNullOrEmpty(at.Options.RoleArn))
                return name;
            if (ProfileSource.NamesItself(at))
            {
                return string.IsNullOrEmpty(at.Options.AccessKey) || string.IsNullOrEmpty(at.Options.SecretKey)
                    ? throw Mistake(
                        name,
                        "source_profile is the profile itself, which has no access key",
                        "name the profile that has the access key as source_profile"
                    )
                    : name;
            }
            if (visited.Contains(next, StringComparer.Ordinal))
                throw Mistake(
                    visited[0],
                    $"source_profile leads in a circle: {string.Join(" -> ", [.. visited, next])}",
                    "let the last source_profile name a profile with an access key"
                );
            at =
                source.Find(next)
                ?? throw Mistake(
                    name,
                    $"source_profile names {next}, which does not exist",
                    "see ~/.aws/config, or run aws configure list-profiles"
                );
        }
    }

    private static void Refuse(CredentialProfileOptions options, string name)
    {
        if (string.IsNullOrEmpty(options.RoleArn))
        {
            if (!string.IsNullOrEmpty(options.LoginSession) && string.IsNullOrEmpty(options.AccessKey))
                throw new AwsConfigurationException(
                    $"profile {name} uses aws login (login_session), which is not supported yet",
                    $"export its credentials first: eval \"$(aws configure export-credentials --profile {name} --format env)\""
                );
            if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
                throw Mistake(
                    name,
                    $"{(string.IsNullOrEmpty(options.AccessKey) ? "aws_access_key_id" : "aws_secret_access_key")} is missing",
                    "run aws configure, or add the line"
                );
            if (
                IsSso(options)
                && (string.IsNullOrEmpty(options.SsoAccountId) || string.IsNullOrEmpty(options.SsoRoleName))
            )
                throw Mistake(
                    name,
                    $"{(string.IsNullOrEmpty(options.SsoAccountId) ? "sso_account_id" : "sso_role_name")} is missing",
                    $"run aws configure sso --profile {name}, or add the line"
                );
            return;
        }
        if (
            string.IsNullOrEmpty(options.SourceProfile)
            && string.IsNullOrEmpty(options.CredentialSource)
            && string.IsNullOrEmpty(options.WebIdentityTokenFile)
        )
            throw Mistake(
                name,
                "role_arn needs source_profile, credential_source or web_identity_token_file",
                "name the profile whose credentials may assume the role as source_profile"
            );
        if (
            options.CredentialSource is { Length: > 0 } kind
            && !CredentialSources.Contains(kind, StringComparer.OrdinalIgnoreCase)
        )
            throw Mistake(
                name,
                $"unknown credential_source: {kind}",
                $"use one of: {string.Join(", ", CredentialSources)}"
            );
    }

    private static bool IsSso(CredentialProfileOptions options) =>
        string.IsNullOrEmpty(options.AccessKey)
        && (!string.IsNullOrEmpty(options.SsoSession) || !string.IsNullOrEmpty(options.SsoStartUrl));

    private static AwsConfigurationException Mistake(string profile, string message, string hint) =>
        new($"profile {profile}: {message}", hint);
}
