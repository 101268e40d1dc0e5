using System.Net;

namespace Integrity.Aws.Network;

/// <summary>
/// The proxies of the environment for every HTTP client of the process, those of the AWS SDK included. The platform's
/// own reading of the variables differs from the AWS CLI's,
/// sends link-local addresses to the proxy and repeats the password in error messages. Safe for use by several tasks at
/// once.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy, ICredentials
{
    private volatile ProxySettings _settings = ProxySettings.None;

    private EnvironmentProxy() => Credentials = this;

    /// <summary>The one instance. Connection pools keep it, so its settings change instead.</summary>
    public static EnvironmentProxy Instance { get; } = new();

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the environment again, and makes this the proxy of all clients that name none.</summary>
    /// <exception cref="AwsConfigurationException">A proxy is not a URL.</exception>
    public static void Install()
    {
        Instance._settings = ProxySettings.Read(Environment.GetEnvironmentVariables());
        HttpClient.DefaultProxy = Instance;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => _settings.ProxyFor(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <inheritdoc/>
    NetworkCredential? ICredentials.GetCredential(Uri uri, string authType) => _settings.CredentialFor(uri);
}
