using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Integrity.Aws.Network;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>
/// The credentials, region, endpoints and connection pool that all requests of a run share. Safe for concurrent use.
/// </summary>
public sealed class AwsSession : IDisposable
{
    private readonly ProfileSource _profiles = new();
    private readonly SessionProfile? _profile;
    private const DynamicallyAccessedMemberTypes PublicMembers =
        DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicMethods
        | DynamicallyAccessedMemberTypes.PublicProperties;

    private readonly Lazy<AWSCredentials> _credentials;
    private readonly AwsConnections _connections;
    private ImmutableCredentials? _checked;

    /// <summary>
    /// Creates a session. Reads the config files, but resolves credentials only when a request needs them.
    /// </summary>
    /// <exception cref="AwsConfigurationException">
    /// The profile does not exist, or a setting in it, in the config files or in the environment is invalid.
    /// </exception>
    public AwsSession(AwsSettings settings)
    {
        AwsEnvironment.Normalize();
        Settings = settings;
        _profile = SessionProfile.Find(settings.Profile, _profiles);
        Retry = RetrySettings.Resolve(
            settings,
            _profile?.Name ?? ProfileSource.DefaultName,
            Environment.GetEnvironmentVariable
        );
        AwsEndpoints.ValidateVariables();
        AwsRegions.ValidateVariable("AWS_REGION");
        AwsRegions.ValidateVariable("AWS_DEFAULT_REGION");
        _credentials = new Lazy<AWSCredentials>(ResolveCredentials);
        Region = RegionChoice.Choose(
            settings.Region,
            Environment.GetEnvironmentVariables(),
            Profile?.Region?.SystemName,
            settings.HomeRegion
        );
        _connections = new AwsConnections(settings, _profile?.Name ?? ProfileSource.DefaultName);
        ValidateRegion();
    }

    /// <summary>The number of requests and retries so far.</summary>
    internal RequestTraffic Traffic { get; } = new();

    internal AwsSettings Settings { get; }

    internal RetrySettings Retry { get; }

    internal HttpMessageInvoker Http => _connections.Http;

    private CredentialProfile? Profile => _profile?.Profile;

    /// <summary>The default region of API calls.</summary>
    public string Region { get; }

    /// <summary>Rejects an invalid region or endpoint before the first request.</summary>
    private void ValidateRegion()
    {
        try
        {
            if (S3Endpoint is null && AwsRegions.IsInvalid(Region))
                throw AwsRegions.Unknown(Region);
        }
        catch (Exception e)
        {
            _connections.Dispose();
            throw e as AwsConfigurationException
                ?? ProfileSource.Explain(e, _profile?.Name ?? ProfileSource.DefaultName);
        }
    }

    /// <summary>Returns the current credentials. The SDK renews them before they expire.</summary>
    /// <exception cref="StoreException">There are no credentials, or they cannot be renewed.</exception>
    internal async ValueTask<ImmutableCredentials> GetCredentialsAsync()
    {
        _connections.UseForCredentials(Region);
        try
        {
            var credentials = await Credentials.GetCredentialsAsync().ConfigureAwait(false);
            if (ReferenceEquals(credentials, _checked))
                return credentials;
            Redaction.Remember(credentials.SecretKey);
            Redaction.Remember(credentials.Token);
            CredentialFailure.ThrowIfUnsendable(credentials);
            return _checked = credentials;
        }
        catch (Exception e) when (CredentialFailure.CanExplain(e))
        {
            throw CredentialFailure.Explain(e, SourceProfile);
        }
    }

    /// <exception cref="StoreException">No source provides credentials.</exception>
    private AWSCredentials Credentials
    {
        get
        {
            try
            {
                return _credentials.Value;
            }
            catch (Exception e) when (CredentialFailure.CanExplain(e))
            {
                throw CredentialFailure.Explain(e, SourceProfile);
            }
        }
    }

    /// <summary>The profile that provides the credentials, or <c>null</c> if another source does.</summary>
    private SessionProfile? SourceProfile =>
        _profile is { IsSource: true } source
        && (Settings.Profile is not null || source.Profile.CanCreateAWSCredentials)
            ? source
            : null;

    /// <remarks>The SDK finds its clients for STS and SSO by reflection, so a native program must keep them.</remarks>
    [DynamicDependency(PublicMembers, "Amazon.SecurityToken.AmazonSecurityTokenServiceClient", "AWSSDK.SecurityToken")]
    [DynamicDependency(PublicMembers, "Amazon.SecurityToken.AmazonSecurityTokenServiceConfig", "AWSSDK.SecurityToken")]
    [DynamicDependency(PublicMembers, "Amazon.SSO.AmazonSSOClient", "AWSSDK.SSO")]
    [DynamicDependency(PublicMembers, "Amazon.SSO.AmazonSSOConfig", "AWSSDK.SSO")]
    [DynamicDependency(PublicMembers, "Amazon.SSOOIDC.AmazonSSOOIDCClient", "AWSSDK.SSOOIDC")]
    [DynamicDependency(PublicMembers, "Amazon.SSOOIDC.AmazonSSOOIDCConfig", "AWSSDK.SSOOIDC")]
    private AWSCredentials ResolveCredentials()
    {
        _connections.UseForCredentials(Region);
        // The SDK's default chain skips a profile that needs input and drops its error, so resolve a profile directly.
        if (SourceProfile is not { } source)
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        var credentials = AWSCredentialsFactory.GetAWSCredentials(source.Profile, _profiles);
        for (
            var role = credentials as AssumeRoleAWSCredentials;
            role is not null;
            role = role.SourceCredentials as AssumeRoleAWSCredentials
        )
        {
            if (role.Options.MfaSerialNumber is { Length: > 0 } serial)
                role.Options.MfaTokenCodeCallback = () => AskMfaCode(serial, source.Name);
        }
        return credentials;
    }

    private string AskMfaCode(string serial, string profile) =>
        Settings.AskMfaCode(serial)
        ?? throw new StoreException(
            $"no usable AWS credentials: profile {profile} requires a code from the MFA device {serial}, "
                + "and there is no terminal to ask for it",
            Hint.Of(HintCode.EnterMfaCode, profile)
        );

    /// <summary>
    /// The URL of an S3-compatible store from the command line, the environment or the profile, without a password.
    /// <c>null</c> for AWS.
    /// </summary>
    public string? S3Endpoint => S3Config(Region).ServiceURL is { } url ? Redaction.Apply(url) : null;

    /// <summary>Creates the SDK configuration of S3 in a region.</summary>
    internal AmazonS3Config S3Config(string region)
    {
        var config = Configure(new AmazonS3Config(), region, IsEndpointForS3);
        // Bucket names come from digests, so never interpret one as an ARN.
        config.UseArnRegion = false;
        // Not all S3-compatible stores support the newer checksums.
        config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        config.ForcePathStyle = config.ServiceURL is { } url
            ? AwsEndpoints.IsPathStyle(Profile) != false || !AwsEndpoints.SupportsBucketSubdomains(url)
            : AwsEndpoints.IsPathStyle(Profile) == true;
        return config;
    }

    /// <summary>
    /// Whether <see cref="AwsSettings.EndpointUrl"/> also applies to S3. In the AWS CLI it applies to CloudTrail only.
    /// Here one setting is enough for an S3-compatible store, unless S3 has a separate endpoint or the URL names
    /// CloudTrail.
    /// </summary>
    private bool IsEndpointForS3 =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3"))
        && Settings.EndpointUrl?.Contains("cloudtrail", StringComparison.OrdinalIgnoreCase) == false;

    internal T Configure<T>(T config, string region, bool useEndpoint = true)
        where T : ClientConfig
    {
        if (_profile is not null)
            config.Profile = new Profile(_profile.Profile.Name);
        // The getter looks up the environment and the profile, but a client uses only a value that was set.
        var url = useEndpoint && Settings.EndpointUrl is { } given ? given : config.ServiceURL;
        if (url is not null)
            config.ServiceURL = AwsEndpoints.RequireUrl(url, config.ServiceId);
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        config.AuthenticationRegion = region;
        // The SDK reads these settings from the default profile only.
        if (
            Profile?.UseFIPSEndpoint is { } useFips
            && Environment.GetEnvironmentVariable("AWS_USE_FIPS_ENDPOINT") is null
        )
            config.UseFIPSEndpoint = useFips;
        if (
            Profile?.UseDualstackEndpoint is { } useDualStack
            && Environment.GetEnvironmentVariable("AWS_USE_DUALSTACK_ENDPOINT") is null
        )
            config.UseDualstackEndpoint = useDualStack;
        config.HttpClientFactory = _connections.Factory;
        config.MaxErrorRetry = Retry.MaxAttempts - 1;
        if (Retry.Mode is { } mode)
            config.RetryMode = mode;
        config.Timeout = Settings.Timeout;
        return config;
    }

    /// <summary>
    /// Creates a KMS client. If <c>AWS_ENDPOINT_URL_KMS</c> is set, <see cref="AwsSettings.EndpointUrl"/> applies to
    /// the store only.
    /// </summary>
    internal AmazonKeyManagementServiceClient CreateKmsClient(string region) =>
        new(
            Credentials,
            Configure(
                new AmazonKeyManagementServiceConfig(),
                region,
                useEndpoint: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_KMS"))
            )
        );

    internal AmazonS3Client CreateS3Client(string region) => new(Credentials, S3Config(region));

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}
