using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Integrity.Aws.Network;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>Credentials, regions, endpoints and the connection pool that all requests of a run share. Safe for use by several tasks at once.</summary>
public sealed class AwsSession : IDisposable
{
    private readonly ProfileSource _profiles = new();
    private readonly SessionProfile? _profile;
    private readonly Lazy<AWSCredentials> _credentials;
    private readonly AwsConnections _connections;
    private ImmutableCredentials? _checked;

    /// <summary>Makes a session. Nothing is read or asked before it is needed, but the files that the settings name.</summary>
    /// <exception cref="AwsConfigurationException">The profile does not exist, or something in it, in the config files or in the environment cannot be used.</exception>
    public AwsSession(AwsSettings settings)
    {
        AwsEnvironment.Prepare();
        Settings = settings;
        _profile = SessionProfile.Find(settings.Profile, _profiles);
        Retry = RetrySettings.Of(
            settings,
            _profile?.Name ?? ProfileSource.DefaultName,
            Environment.GetEnvironmentVariable
        );
        AwsEndpoints.RefuseUnusable();
        AwsRegions.RefuseUnusable("AWS_REGION");
        AwsRegions.RefuseUnusable("AWS_DEFAULT_REGION");
        _credentials = new Lazy<AWSCredentials>(ResolveCredentials);
        Region = AwsRegion.Choose(
            settings.Region,
            Environment.GetEnvironmentVariables(),
            Profile?.Region?.SystemName,
            settings.HomeRegion
        );
        _connections = new AwsConnections(settings, _profile?.Name ?? ProfileSource.DefaultName);
        RefuseUnusableSettings();
    }

    internal AwsSettings Settings { get; }

    /// <summary>How often requests are tried.</summary>
    internal RetrySettings Retry { get; }

    internal HttpMessageInvoker Http => _connections.Http;

    private CredentialProfile? Profile => _profile?.Profile;

    /// <summary>The region in which the API is called, where nothing says otherwise.</summary>
    public string Region { get; }

    /// <summary>Reports what cannot be used before any request, with the place where it is set.</summary>
    private void RefuseUnusableSettings()
    {
        try
        {
            if (S3Endpoint is null && AwsRegions.IsMistaken(Region))
                throw AwsRegions.Unknown(Region);
        }
        catch (Exception e)
        {
            _connections.Dispose();
            throw e as AwsConfigurationException
                ?? ProfileSource.Explain(e, _profile?.Name ?? ProfileSource.DefaultName);
        }
    }

    /// <summary>The credentials of now; the SDK renews them before they expire.</summary>
    /// <exception cref="StoreException">There are none, or they cannot be renewed.</exception>
    internal async ValueTask<ImmutableCredentials> GetCredentialsAsync()
    {
        EnterSdk();
        try
        {
            var credentials = await Credentials.GetCredentialsAsync().ConfigureAwait(false);
            if (ReferenceEquals(credentials, _checked))
                return credentials;
            Redaction.Remember(credentials.SecretKey);
            Redaction.Remember(credentials.Token);
            CredentialFailure.RefuseUnsendable(credentials);
            return _checked = credentials;
        }
        catch (Exception e) when (CredentialFailure.IsExplained(e))
        {
            throw CredentialFailure.Explain(e, SourceProfile);
        }
    }

    /// <summary>Lets the clients that the SDK creates to resolve credentials use the connections and the region of this session.</summary>
    private void EnterSdk()
    {
        _connections.UseForCredentials();
        if (AWSConfigs.RegionEndpoint?.SystemName == Region)
            return;
        AWSConfigs.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        FallbackRegionFactory.Reset();
    }

    /// <exception cref="StoreException">No source has any.</exception>
    private AWSCredentials Credentials
    {
        get
        {
            try
            {
                return _credentials.Value;
            }
            catch (Exception e) when (CredentialFailure.IsExplained(e))
            {
                throw CredentialFailure.Explain(e, SourceProfile);
            }
        }
    }

    /// <summary>The profile from which credentials come; <c>null</c> when they come from elsewhere.</summary>
    private SessionProfile? SourceProfile =>
        _profile is { IsSource: true } source
        && (Settings.Profile is not null || source.Profile.CanCreateAWSCredentials)
            ? source
            : null;

    /// <summary>The SDK's own chain passes over a profile that has to ask for something, and loses what is wrong with it: therefore a profile is resolved by itself.</summary>
    private AWSCredentials ResolveCredentials()
    {
        EnterSdk();
        if (SourceProfile is not { } source)
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        var credentials = AWSCredentialsFactory.GetAWSCredentials(source.Profile, _profiles);
        for (
            var at = credentials as AssumeRoleAWSCredentials;
            at is not null;
            at = at.SourceCredentials as AssumeRoleAWSCredentials
        )
        {
            if (at.Options.MfaSerialNumber is { Length: > 0 } serial)
                at.Options.MfaTokenCodeCallback = () => AskMfaCode(serial, source.Name);
        }
        return credentials;
    }

    private string AskMfaCode(string serial, string profile) =>
        Settings.AskMfaCode(serial)
        ?? throw new StoreException(
            $"there are no usable AWS credentials: profile {profile} needs a code of the MFA device {serial}, and there is no terminal to ask for it",
            $"run it on a terminal, or export credentials first: eval \"$(aws configure export-credentials --profile {profile} --format env)\""
        );

    /// <summary>The URL of a store that speaks S3 in the place of AWS, as command line, environment or profile give it, without a password; <c>null</c> for AWS's own.</summary>
    public string? S3Endpoint => S3Config(Region).ServiceURL is { } url ? Redaction.Of(url) : null;

    /// <summary>S3 as the SDK is configured, in one region.</summary>
    internal AmazonS3Config S3Config(string region)
    {
        var config = Configure(new AmazonS3Config(), region, IsEndpointForS3);
        // the names of the buckets come from digests: they must not be taken for ARNs or host names of their own
        config.UseArnRegion = false;
        // stores that speak S3 do not all know the newer checksums
        config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        config.ForcePathStyle = config.ServiceURL is { } url
            ? AwsEndpoints.IsPathStyle(Profile) != false || !AwsEndpoints.CanNameBuckets(url)
            : AwsEndpoints.IsPathStyle(Profile) == true;
        return config;
    }

    /// <summary>
    /// The AWS CLI gives an endpoint of the command line to CloudTrail alone. Here it is S3's too, so that one flag reaches a store that speaks S3,
    /// unless S3 has an endpoint of its own, or the URL names CloudTrail.
    /// </summary>
    private bool IsEndpointForS3 =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3"))
        && Settings.EndpointUrl?.Contains("cloudtrail", StringComparison.OrdinalIgnoreCase) == false;

    internal T Configure<T>(T config, string region, bool useEndpoint = true)
        where T : ClientConfig
    {
        if (_profile is not null)
            config.Profile = new Profile(_profile.Profile.Name);
        // reading the property finds what environment and profile say; a client takes only what was set
        var url = useEndpoint && Settings.EndpointUrl is { } given ? given : config.ServiceURL;
        if (url is not null)
            config.ServiceURL = AwsEndpoints.Usable(url, config.ServiceId);
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        config.AuthenticationRegion = region;
        // the SDK reads these from the default profile only
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

    /// <summary>KMS has an endpoint of its own where one is set: then the command line's is that of the store.</summary>
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
