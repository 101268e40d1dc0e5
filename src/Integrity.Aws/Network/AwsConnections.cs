using System.Net;
using Amazon;
using Amazon.Runtime;

namespace Integrity.Aws.Network;

/// <summary>
/// The HTTP connections of a session, with its proxies and its certificate trust. Clients that the SDK creates by
/// itself to resolve credentials (STS, SSO, SSO OIDC) use those of the
/// session that asked for the credentials. Safe for use by several tasks at once.
/// </summary>
internal sealed class AwsConnections : IDisposable
{
    private static readonly AsyncLocal<AwsConnections?> Asking = new();
    private static readonly Lock Gate = new();
    private static readonly List<AwsConnections> Open = [];

    private readonly SocketsHttpHandler _handler;

    /// <exception cref="AwsConfigurationException">A proxy is not a URL, or the CA bundle cannot be read.</exception>
    public AwsConnections(AwsSettings settings, string profile)
    {
        EnvironmentProxy.Install();
        var (bundle, origin) = FindBundle(settings, profile);
        _handler = CreateHandler(settings, bundle, origin);
        Http = new HttpMessageInvoker(_handler, disposeHandler: false);
        Factory = new ClientFactory(() => this);
        // every ClientConfig that the SDK creates takes this factory, unless it is given another
        AWSConfigs.HttpClientFactory = new ClientFactory(OfAsker);
        lock (Gate)
            Open.Add(this);
    }

    /// <summary>Sends requests without the SDK.</summary>
    public HttpMessageInvoker Http { get; }

    /// <summary>Gives SDK clients these connections.</summary>
    public HttpClientFactory Factory { get; }

    /// <summary>
    /// Makes these the connections of all clients that the SDK creates from here on in the calling method and what it
    /// calls.
    /// </summary>
    public void UseForCredentials() => Asking.Value = this;

    private static AwsConnections OfAsker()
    {
        lock (Gate)
        {
            if (Asking.Value is { } asking && Open.Contains(asking))
                return asking;
            return Open.Count > 0 ? Open[^1] : throw new InvalidOperationException("all sessions are closed");
        }
    }

    /// <summary>The CA bundle and what names it, in the order of the AWS CLI.</summary>
    private static (string? Path, string Origin) FindBundle(AwsSettings settings, string profile)
    {
        if (settings.CaBundle is { Length: > 0 } given)
            return (SharedConfigFile.Expand(given), "--ca-bundle");
        if (Variable("AWS_CA_BUNDLE") is { } path)
            return (SharedConfigFile.Expand(path), "AWS_CA_BUNDLE");
        if (SharedConfigFile.Read(profile, "ca_bundle") is { } setting)
            return (SharedConfigFile.Expand(setting), $"ca_bundle of profile {profile}");
        return (Variable("REQUESTS_CA_BUNDLE"), "REQUESTS_CA_BUNDLE");
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static SocketsHttpHandler CreateHandler(AwsSettings settings, string? bundle, string origin) =>
        new()
        {
            // an object that is marked as gzip must arrive as it is stored: its hash is over what it inflates to, and
            // strictness needs the bytes
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
            Open.Remove(this);
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
