using System.Net;
using Amazon;
using Amazon.Runtime;

namespace Integrity.Aws.Network;

/// <summary>
/// The HTTP connections of a session, with its proxies and trusted certificates. The SDK's internal clients for
/// credentials (STS, SSO, SSO OIDC) use the connections of the session that requests the credentials. Safe for
/// concurrent use.
/// </summary>
internal sealed class AwsConnections : IDisposable
{
    private static readonly AsyncLocal<AwsConnections?> Current = new();
    private static readonly Lock Gate = new();
    private static readonly List<AwsConnections> Open = [];
    private static HttpClientFactory? _factoryOfApplication;
    private static RegionEndpoint? _regionOfApplication;

    private readonly SocketsHttpHandler _handler;

    /// <exception cref="AwsConfigurationException">A proxy is not a URL, or the CA bundle cannot be read.</exception>
    public AwsConnections(AwsSettings settings, string profile)
    {
        EnvironmentProxy.Install();
        var (bundle, origin) = FindBundle(settings, profile);
        _handler = CreateHandler(settings, bundle, origin);
        Http = new HttpMessageInvoker(_handler, disposeHandler: false);
        Factory = new ClientFactory(() => this);
        lock (Gate)
        {
            if (Open.Count == 0)
                (_factoryOfApplication, _regionOfApplication) = (
                    AWSConfigs.HttpClientFactory,
                    AWSConfigs.RegionEndpoint
                );
            // The SDK gives this factory to every client that is not configured with another one.
            AWSConfigs.HttpClientFactory = new ClientFactory(CurrentOrLast);
            Open.Add(this);
        }
    }

    /// <summary>Sends requests without the SDK.</summary>
    public HttpMessageInvoker Http { get; }

    /// <summary>Creates HTTP clients on these connections for the SDK.</summary>
    public HttpClientFactory Factory { get; }

    /// <summary>
    /// Selects these connections for SDK clients that the current asynchronous flow creates, and their region.
    /// </summary>
    public void UseForCredentials(string region)
    {
        Current.Value = this;
        lock (Gate)
        {
            if (Open.Contains(this) && AWSConfigs.RegionEndpoint?.SystemName != region)
                SetRegion(RegionEndpoint.GetBySystemName(region));
        }
    }

    private static void SetRegion(RegionEndpoint? region)
    {
        AWSConfigs.RegionEndpoint = region;
        FallbackRegionFactory.Reset();
    }

    private static AwsConnections CurrentOrLast()
    {
        lock (Gate)
        {
            if (Current.Value is { } current && Open.Contains(current))
                return current;
            return Open.Count > 0 ? Open[^1] : throw new InvalidOperationException("all sessions are closed");
        }
    }

    /// <summary>Returns the CA bundle and its source, in the order of the AWS CLI.</summary>
    private static (string? Path, string Origin) FindBundle(AwsSettings settings, string profile)
    {
        if (settings.CaBundle is { Length: > 0 } given)
            return (SharedConfigFile.ExpandHome(given), nameof(AwsSettings.CaBundle));
        if (AwsEnvironment.Get("AWS_CA_BUNDLE") is { } path)
            return (SharedConfigFile.ExpandHome(path), "AWS_CA_BUNDLE");
        if (SharedConfigFile.Setting(profile, "ca_bundle") is { } setting)
            return (SharedConfigFile.ExpandHome(setting), $"ca_bundle of profile {profile}");
        return (AwsEnvironment.Get("REQUESTS_CA_BUNDLE"), "REQUESTS_CA_BUNDLE");
    }

    private static SocketsHttpHandler CreateHandler(AwsSettings settings, string? bundle, string origin) =>
        new()
        {
            // The strict gzip decoder needs the stored bytes, even if the object has Content-Encoding: gzip.
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = settings.MaxConnections,
            ConnectTimeout = settings.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            Proxy = EnvironmentProxy.Instance,
            SslOptions = CertificateTrust.Options(bundle, origin),
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            // Without a session, the SDK clients of the application must work as before.
            if (Open.Remove(this) && Open.Count == 0)
            {
                AWSConfigs.HttpClientFactory = _factoryOfApplication;
                SetRegion(_regionOfApplication);
            }
        }
        Http.Dispose();
        _handler.Dispose();
    }

    private sealed class ClientFactory(Func<AwsConnections> connections) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            var timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan;
            return new HttpClient(new NoRedirects(connections()._handler), disposeHandler: false) { Timeout = timeout };
        }

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
