using System.Security.Authentication;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Integrity.Aws.Network;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>Explains why the SDK found no usable credentials.</summary>
internal static partial class CredentialFailure
{
    private static readonly Hint AnySource = Hint.Of(HintCode.ConfigureCredentials);

    /// <summary>Whether an exception from the SDK's credential providers means that there are no credentials.</summary>
    public static bool CanExplain(Exception e) =>
        e is not (StoreException or AwsConfigurationException or OutOfMemoryException)
        && Cause<OperationCanceledException>(e) is null;

    /// <param name="e">The exception from the SDK.</param>
    /// <param name="profile">The profile that provides the credentials; <c>null</c> for another source.</param>
    public static StoreException Explain(Exception e, SessionProfile? profile)
    {
        if (Cause<StoreException>(e) is { } known)
            return known;
        if (Cause<ProcessAWSCredentialException>(e) is { } process)
            return ProcessFailed(process, profile?.Root);
        if (Cause<AuthenticationException>(e) is { } untrusted)
            return Of(ExternalMessage.Of(untrusted), Hint.Of(HintCode.TrustProxy), e);
        var message = ExternalMessage.Own(e);
        // SSO can repeat the access token in its response. Redaction does not know that token, so never quote it.
        var isSso =
            message.Contains("SSO", StringComparison.Ordinal)
            || Cause<AmazonSSOException>(e) is not null
            || Cause<AmazonSSOOIDCException>(e) is not null;
        if (profile is not null && isSso)
            return Of(
                $"the SSO session of profile {profile.Root} was not started or has expired",
                Hint.Of(HintCode.StartSsoSession, profile.Root),
                e
            );
        if (Cause<AmazonServiceException>(e) is { ErrorCode.Length: > 0 } rejected)
            return ServiceFailed(rejected, profile);
        if (e is InvalidDataException && profile is not null)
            return Of(
                $"profile {profile.Root} has no source of credentials",
                Hint.Of(HintCode.ConfigureProfile, profile.Root),
                e
            );
        if (message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal))
            return NoneFound(e);
        if (message.Contains("already expired", StringComparison.Ordinal))
            return Of("the credentials have already expired", "log in again, or fix the source of the credentials", e);
        var innermost = ExternalMessage.Own(Innermost(e)).TrimEnd('.');
        if (message.Contains("WebIdentityTokenFile", StringComparison.Ordinal))
            return Of(
                $"cannot read the web identity token: {innermost}",
                "check AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file in the profile",
                e
            );
        if (HasContainerEndpoint())
            return Of(
                $"the container endpoint does not provide credentials: {innermost}",
                "check AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                e
            );
        return Of(innermost, AnySource, e);
    }

    private static bool HasContainerEndpoint() =>
        AwsEnvironment.Get("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not null
        || AwsEnvironment.Get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is not null;

    private static StoreException ProcessFailed(Exception e, string? profile)
    {
        var name = $"credential_process of profile {profile}";
        const string Hint = "run the credential_process command yourself to see its output";
        if (ExitedWith().Match(ExternalMessage.Own(e)) is not { Success: true } exited)
            return Of($"{name} did not print credentials: {ExternalMessage.Own(e).TrimEnd('.')}", Hint, e);
        var output = ProfileSource.OneLine(exited.Groups["error"].Value);
        var error = output.Length > 0 ? output : "no error output";
        return Of($"{name} failed with exit code {exited.Groups["code"].Value}: {error}", Hint, e);
    }

    private static StoreException ServiceFailed(AmazonServiceException e, SessionProfile? profile)
    {
        var message = ExternalMessage.Own(e);
        var details = ServiceMessage.Quote(message);
        if (ServiceMessage.IsClockSkew(e.ErrorCode, message))
            return Of($"this machine's clock is wrong ({e.ErrorCode}){details}", "set the clock", e);
        var failure = profile?.Profile.Options.RoleArn is { Length: > 0 } arn
            ? $"cannot assume role {arn}"
            : "AWS rejected the request";
        return Of(
            $"{failure}{(string.IsNullOrEmpty(e.ErrorCode) ? "" : $" ({e.ErrorCode})")}{details}",
            ServiceMessage.DenyHint(message) ?? "check the source credentials and the trust policy of the role",
            e
        );
    }

    private static StoreException NoneFound(Exception e)
    {
        var (key, secret) = (AwsEnvironment.Get("AWS_ACCESS_KEY_ID"), AwsEnvironment.Get("AWS_SECRET_ACCESS_KEY"));
        if (key is null == secret is null)
            return Of(
                "none found in the environment, the AWS config and credentials files, or on this host",
                AnySource,
                e
            );
        var (set, missing) = key is null
            ? ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")
            : ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
        return Of($"{set} is set, but {missing} is not", AnySource, e);
    }

    /// <summary>Throws if credentials contain characters that a header cannot carry.</summary>
    /// <exception cref="StoreException">
    /// A value contains a line break, a space or another invalid character.
    /// </exception>
    public static void ThrowIfUnsendable(ImmutableCredentials credentials)
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
                ' ' or '\t' => "white space",
                _ => "an invalid character",
            };
            throw Of($"the {name} contains {kind}", "copy it again, on one line and without quotes", null);
        }
    }

    private static StoreException Of(string message, Hint hint, Exception? cause) =>
        new($"no usable AWS credentials: {Redaction.Apply(message)}", hint, cause);

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
