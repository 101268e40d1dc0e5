using System.Net;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Integrity.Storage;

namespace Integrity.Aws;

/// <summary>Credentials, regions, endpoints and the connection pool that all requests of a run share. Safe for use by several tasks at once.</summary>
public sealed class AwsSession : IDisposable
{
    private const string FallbackRegion = "us-east-1";

    private readonly Lazy<AWSCredentials> _credentials;
    private readonly SocketsHttpHandler _handler;

    /// <summary>Makes a session. Nothing is read or asked before it is needed, but the files that the settings name.</summary>
    /// <exception cref="AwsConfigurationException">The profile does not exist, or <c>AWS_CA_BUNDLE</c> cannot be read.</exception>
    public AwsSession(AwsSettings settings)
    {
        Settings = settings;
        Profile = settings.Profile is { } name ? FindProfile(name) : null;
        _credentials = new Lazy<AWSCredentials>(ResolveCredentials);
        _handler = CreateHandler(settings);
        Http = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    internal AwsSettings Settings { get; }

    internal HttpMessageInvoker Http { get; }

    private CredentialProfile? Profile { get; }

    /// <summary>The region in which the API is called, where nothing says otherwise.</summary>
    public string Region => Settings.Region ?? Profile?.Region?.SystemName ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? FallbackRegion;

    /// <summary>The credentials of now; the SDK renews them before they expire.</summary>
    /// <exception cref="StoreException">There are none, or they cannot be renewed.</exception>
    internal async ValueTask<ImmutableCredentials> GetCredentialsAsync()
    {
        try
        {
            return await Credentials.GetCredentialsAsync();
        }
        catch (Exception e) when (IsWithoutCredentials(e))
        {
            throw NoCredentials(e);
        }
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
        $"there are no usable AWS credentials: {e.Message.ReplaceLineEndings(" ").Trim()}",
        "set AWS_PROFILE or --profile, log in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        e);

    private AWSCredentials ResolveCredentials() => Profile is null
        ? DefaultAWSCredentialsIdentityResolver.GetCredentials()
        : AWSCredentialsFactory.GetAWSCredentials(Profile, new CredentialProfileStoreChain());

    private static CredentialProfile FindProfile(string name) =>
        new CredentialProfileStoreChain().TryGetProfile(name, out var profile)
            ? profile
            : throw new AwsConfigurationException($"--profile: there is no profile {name}", "see ~/.aws/config, or run aws configure list-profiles");

    /// <summary>The URL of a store that speaks S3 in the place of AWS, as command line, environment or profile give it; <c>null</c> for AWS's own.</summary>
    public string? S3Endpoint => S3Config(Region).ServiceURL;

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
        config.HttpClientFactory = new SharedClientFactory(_handler);
        config.MaxErrorRetry = Settings.MaxAttempts - 1;
        config.Timeout = Settings.Timeout;
        return config;
    }

    /// <summary>KMS has an endpoint of its own where one is set: then the command line's is that of the store.</summary>
    internal AmazonKeyManagementServiceClient CreateKmsClient(string region) =>
        new(Credentials, Configure(new AmazonKeyManagementServiceConfig(), region, useEndpoint: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_KMS"))));

    internal AmazonS3Client CreateS3Client(string region) => new(Credentials, S3Config(region));

    private static SocketsHttpHandler CreateHandler(AwsSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            // an object that is marked as gzip must arrive as it is stored: its hash is over what it inflates to, and strictness needs the bytes
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = settings.MaxConnections,
            ConnectTimeout = settings.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        };
        if (Environment.GetEnvironmentVariable("AWS_CA_BUNDLE") is { Length: > 0 } bundle) Trust(handler, bundle);
        return handler;
    }

    /// <summary>Trusts the certificates in a file, and no others, as the AWS CLI does.</summary>
    private static void Trust(SocketsHttpHandler handler, string bundle)
    {
        try
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(bundle);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new AwsConfigurationException($"AWS_CA_BUNDLE: {bundle} cannot be read: {e.Message}", "give a file of certificates in PEM");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    private sealed class SharedClientFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
