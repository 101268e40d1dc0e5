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
    private readonly Lazy<AWSCredentials> _credentials;
    private readonly AwsConnections _connections;

    /// <summary>Makes a session. Nothing is read or asked before it is needed, but the files that the settings name.</summary>
    /// <exception cref="AwsConfigurationException">The profile does not exist, or <c>AWS_CA_BUNDLE</c> cannot be read.</exception>
    public AwsSession(AwsSettings settings)
    {
        Settings = settings;
        Profile = settings.Profile is { } name ? FindProfile(name) : null;
        Retry = RetrySettings.Of(settings, ProfileName, Environment.GetEnvironmentVariable);
        _credentials = new Lazy<AWSCredentials>(ResolveCredentials);
        Region = AwsRegion.Choose(settings.Region, Environment.GetEnvironmentVariables(), RegionOfProfile, settings.HomeRegion);
        _connections = new AwsConnections(settings, ProfileName);
    }

    internal AwsSettings Settings { get; }

    /// <summary>How often requests are tried.</summary>
    internal RetrySettings Retry { get; }

    internal HttpMessageInvoker Http => _connections.Http;

    private CredentialProfile? Profile { get; }

    private string ProfileName => Settings.Profile ?? DefaultAWSCredentialsIdentityResolver.GetProfileName();

    private string? RegionOfProfile
    {
        get
        {
            if (Profile is not null) return Profile.Region?.SystemName;
            try
            {
                return new CredentialProfileStoreChain().TryGetProfile(ProfileName, out var profile) ? profile.Region?.SystemName : null;
            }
            catch (Exception e) when (e is AmazonClientException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                // the files are read again for credentials, where the mistake is reported
                return null;
            }
        }
    }

    /// <summary>The region in which the API is called, where nothing says otherwise.</summary>
    public string Region { get; }

    /// <summary>The credentials of now; the SDK renews them before they expire.</summary>
    /// <exception cref="StoreException">There are none, or they cannot be renewed.</exception>
    internal async ValueTask<ImmutableCredentials> GetCredentialsAsync()
    {
        EnterSdk();
        try
        {
            var credentials = await Credentials.GetCredentialsAsync();
            Redaction.Remember(credentials.SecretKey);
            Redaction.Remember(credentials.Token);
            return credentials;
        }
        catch (Exception e) when (IsWithoutCredentials(e))
        {
            throw NoCredentials(e);
        }
    }

    /// <summary>Lets the clients that the SDK creates to resolve credentials use the connections and the region of this session.</summary>
    private void EnterSdk()
    {
        _connections.UseForCredentials();
        if (AWSConfigs.RegionEndpoint?.SystemName == Region) return;
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
            catch (Exception e) when (IsWithoutCredentials(e))
            {
                throw NoCredentials(e);
            }
        }
    }

    private static bool IsWithoutCredentials(Exception e) => e is AmazonClientException or AmazonServiceException or HttpRequestException or InvalidOperationException;

    private static StoreException NoCredentials(Exception e) => new(
        $"there are no usable AWS credentials: {ForeignText.Of(e)}",
        "set AWS_PROFILE or --profile, log in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        e);

    private AWSCredentials ResolveCredentials()
    {
        EnterSdk();
        return Profile is null ? DefaultAWSCredentialsIdentityResolver.GetCredentials() : AWSCredentialsFactory.GetAWSCredentials(Profile, new CredentialProfileStoreChain());
    }

    private static CredentialProfile FindProfile(string name) =>
        new CredentialProfileStoreChain().TryGetProfile(name, out var profile)
            ? profile
            : throw new AwsConfigurationException($"--profile: there is no profile {name}", "see ~/.aws/config, or run aws configure list-profiles");

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
        config.ForcePathStyle = config.ServiceURL is not null;
        return config;
    }

    /// <summary>
    /// The AWS CLI gives an endpoint of the command line to CloudTrail alone. Here it is S3's too, so that one flag reaches a store that speaks S3,
    /// unless S3 has an endpoint of its own, or the URL names CloudTrail.
    /// </summary>
    private bool IsEndpointForS3 =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3")) && Settings.EndpointUrl?.Contains("cloudtrail", StringComparison.OrdinalIgnoreCase) == false;

    internal T Configure<T>(T config, string region, bool useEndpoint = true)
        where T : ClientConfig
    {
        if (Settings.Profile is { } name) config.Profile = new Profile(name);
        // reading the property finds what environment and profile say; a client takes only what was set
        var url = useEndpoint && Settings.EndpointUrl is { } given ? given : config.ServiceURL;
        if (url is not null) config.ServiceURL = url;
        else config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        config.AuthenticationRegion = region;
        // the SDK reads these from the default profile only
        if (Profile?.UseFIPSEndpoint is { } useFips && Environment.GetEnvironmentVariable("AWS_USE_FIPS_ENDPOINT") is null) config.UseFIPSEndpoint = useFips;
        if (Profile?.UseDualstackEndpoint is { } useDualStack && Environment.GetEnvironmentVariable("AWS_USE_DUALSTACK_ENDPOINT") is null) config.UseDualstackEndpoint = useDualStack;
        config.HttpClientFactory = _connections.Factory;
        config.MaxErrorRetry = Retry.MaxAttempts - 1;
        if (Retry.Mode is { } mode) config.RetryMode = mode;
        config.Timeout = Settings.Timeout;
        return config;
    }

    /// <summary>KMS has an endpoint of its own where one is set: then the command line's is that of the store.</summary>
    internal AmazonKeyManagementServiceClient CreateKmsClient(string region) =>
        new(Credentials, Configure(new AmazonKeyManagementServiceConfig(), region, useEndpoint: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_KMS"))));

    internal AmazonS3Client CreateS3Client(string region) => new(Credentials, S3Config(region));

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}
