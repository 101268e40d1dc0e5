using System.Security.Authentication;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>Why there are no credentials, from what the SDK says.</summary>
internal static partial class CredentialFailure
{
    private const string AnySource =
        "set AWS_PROFILE or --profile, log in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

    /// <summary>Whether an exception of the SDK's credential providers means that there are no credentials.</summary>
    public static bool IsExplained(Exception e) =>
        e is not (StoreException or AwsConfigurationException or OutOfMemoryException)
        && Cause<OperationCanceledException>(e) is null;

    /// <param name="e">What the SDK threw.</param>
    /// <param name="profile">The profile from which they come; <c>null</c> for another source.</param>
    public static StoreException Explain(Exception e, SessionProfile? profile)
    {
        if (Cause<StoreException>(e) is { } known)
            return known;
        if (Cause<ProcessAWSCredentialException>(e) is { } process)
            return OfProcess(process, profile?.Root);
        if (Cause<AuthenticationException>(e) is { } untrusted)
            return Of(
                ForeignText.Of(untrusted),
                "set AWS_CA_BUNDLE or --ca-bundle to the certificates of the proxy",
                e
            );
        var message = ForeignText.Own(e);
        // The answer of SSO can repeat the access token, which nothing here knows, so it is not quoted.
        var isOfSso =
            message.Contains("SSO", StringComparison.Ordinal)
            || Cause<AmazonSSOException>(e) is not null
            || Cause<AmazonSSOOIDCException>(e) is not null;
        if (profile is not null && isOfSso)
            return Of(
                $"the SSO session of profile {profile.Root} was not started or has expired",
                $"log in: aws sso login --profile '{profile.Root}'",
                e
            );
        if (Cause<AmazonServiceException>(e) is { ErrorCode.Length: > 0 } refused)
            return OfService(refused, profile);
        if (e is InvalidDataException && profile is not null)
            return Of(
                $"profile {profile.Root} does not say where credentials come from",
                $"run aws configure --profile '{profile.Root}', or name another profile with --profile",
                e
            );
        if (message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal))
            return OfNowhere(e);
        if (message.Contains("already expired", StringComparison.Ordinal))
            return Of(
                "what was found has expired already",
                "log in again, or correct what provides the credentials",
                e
            );
        var innermost = ForeignText.Own(Innermost(e)).TrimEnd('.');
        if (message.Contains("WebIdentityTokenFile", StringComparison.Ordinal))
            return Of(
                $"the web identity token cannot be read: {innermost}",
                "check AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file in the profile",
                e
            );
        if (IsOfContainer())
            return Of(
                $"the container endpoint does not provide any: {innermost}",
                "check AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                e
            );
        return Of(innermost, AnySource, e);
    }

    private static bool IsOfContainer() =>
        AwsEnvironment.Get("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not null
        || AwsEnvironment.Get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is not null;

    private static StoreException OfProcess(Exception e, string? profile)
    {
        var name = $"credential_process of profile {profile}";
        const string Hint = "run the command of credential_process yourself to see what it prints";
        if (ExitedWith().Match(ForeignText.Own(e)) is { Success: true } exited)
            return Of(
                $"{name} failed with exit code {exited.Groups["code"].Value}: {(ProfileSource.OneLine(exited.Groups["error"].Value) is { Length: > 0 } said ? said : "it printed no error")}",
                Hint,
                e
            );
        return Of($"{name} did not print credentials: {ForeignText.Own(e).TrimEnd('.')}", Hint, e);
    }

    private static StoreException OfService(AmazonServiceException e, SessionProfile? profile)
    {
        var role = profile?.Profile.Options.RoleArn is { Length: > 0 } arn
            ? $"role {arn} could not be assumed"
            : "AWS refused";
        var said = ServiceMessage.Quote(ForeignText.Own(e));
        return ServiceMessage.IsOfClock(e.ErrorCode, ForeignText.Own(e))
            ? Of($"the clock of this machine is wrong ({e.ErrorCode}){said}", "set the clock", e)
            : Of(
                $"{role}{(string.IsNullOrEmpty(e.ErrorCode) ? "" : $" ({e.ErrorCode})")}{said}",
                ServiceMessage.DenyHint(ForeignText.Own(e))
                    ?? "check the credentials of the source, and the trust policy of the role",
                e
            );
    }

    private static StoreException OfNowhere(Exception e)
    {
        var (key, secret) = (AwsEnvironment.Get("AWS_ACCESS_KEY_ID"), AwsEnvironment.Get("AWS_SECRET_ACCESS_KEY"));
        if (key is null == secret is null)
            return Of(
                "none were found in the environment, in the AWS config and credentials files, or on this host",
                AnySource,
                e
            );
        var (set, missing) = key is null
            ? ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")
            : ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
        return Of($"{set} is set, but {missing} is not", AnySource, e);
    }

    /// <summary>Refuses credentials that cannot be sent in a header.</summary>
    /// <exception cref="StoreException">They hold a line break or another character that no key has.</exception>
    public static void RefuseUnsendable(ImmutableCredentials credentials)
    {
        foreach (
            var (name, value) in (ReadOnlySpan<(string, string?)>)
                [
                    ("access key", credentials.AccessKey),
                    ("secret key", credentials.SecretKey),
                    ("session token", credentials.Token),
                ]
        )
        {
            if (value?.FirstOrDefault(c => c is < '!' or > '~') is not { } odd || odd == '\0')
                continue;
            var kind = odd switch
            {
                '\n' or '\r' => "a line break",
                ' ' or '\t' => "a blank",
                _ => "a character that does not belong there",
            };
            throw Of($"the {name} contains {kind}", "copy it again, in one line and without quotes", null);
        }
    }

    private static StoreException Of(string message, string hint, Exception? cause) =>
        new($"there are no usable AWS credentials: {Redaction.Of(message)}", hint, cause);

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private static T? Cause<T>(Exception? e)
        where T : Exception => e is null ? null : e as T ?? Cause<T>(e.InnerException);

    [GeneratedRegex(
        @"non-zero exit value (?<code>-?\d+) with the error -(?<error>.*)\z",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ExitedWith();
}
