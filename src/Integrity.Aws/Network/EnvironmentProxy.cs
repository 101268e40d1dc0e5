using System.Net;

namespace Integrity.Aws.Network;

/// <summary>
/// Applies the proxy variables to every HTTP client of the process, including the AWS SDK's. The platform reads the
/// variables differently from the AWS CLI, sends link-local requests to the proxy, and repeats the password in errors.
/// Safe for concurrent use.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy, ICredentials
{
    private volatile ProxySettings _settings = ProxySettings.None;

    private EnvironmentProxy() => Credentials = this;

    /// <summary>
    /// The only instance. Connection pools keep a reference to it, so <see cref="Install"/> updates it.
    /// </summary>
    public static EnvironmentProxy Instance { get; } = new();

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the environment again and sets the default proxy of all HTTP clients.</summary>
    /// <exception cref="AwsConfigurationException">The value of a proxy variable is not a URL.</exception>
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
