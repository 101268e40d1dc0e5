using System.Collections;
using System.Net;
using System.Net.Sockets;

namespace Integrity.Aws.Network;

/// <summary>
/// The proxies in the environment, by the rules of the AWS CLI: <c>https_proxy</c> for HTTPS, <c>http_proxy</c> for
/// HTTP, lower case before upper case. <c>ALL_PROXY</c> is ignored, and <c>HTTP_PROXY</c> never applies to HTTPS.
/// Source: botocore's <c>get_environ_proxies</c> and Python's <c>urllib.request.getproxies_environment</c>.
/// </summary>
internal sealed class ProxySettings
{
    private static readonly string[] DirectUrls =
    [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    ];

    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    /// <summary>
    /// The local addresses of EC2 and EKS in a VPC: fd00:ec2::254 for instance metadata, fd00:ec2::23 for pod
    /// credentials.
    /// </summary>
    private static readonly IPNetwork AwsLocal = IPNetwork.Parse("fd00:ec2::/32");

    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");

    private readonly Proxy? _http;
    private readonly Proxy? _https;
    private readonly string _exceptions;
    private readonly HashSet<string> _direct;

    private ProxySettings(Proxy? http, Proxy? https, string exceptions, IEnumerable<string> direct)
    {
        (_http, _https, _exceptions) = (http, https, exceptions);
        _direct = new HashSet<string>(direct, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>No proxy.</summary>
    public static ProxySettings None { get; } = new(null, null, "", []);

    /// <summary>Reads the proxies from environment variables.</summary>
    /// <exception cref="AwsConfigurationException">
    /// A proxy is not a URL. The message does not repeat the value, which may contain a password.
    /// </exception>
    public static ProxySettings Read(IDictionary environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var (httpName, http) = Find(environment, "http_proxy");
        var (httpsName, https) = Find(environment, "https_proxy");
        // In a CGI program, a client can set HTTP_PROXY with the request header "Proxy".
        if (environment.Contains("REQUEST_METHOD") && httpName != "http_proxy")
            http = null;
        var direct = DirectUrls.Select(name => AuthorityIn(environment[name] as string)).OfType<string>();
        var exceptions = Find(environment, "no_proxy").Value ?? "";
        return new ProxySettings(Proxy.Parse(httpName, http), Proxy.Parse(httpsName, https), exceptions, direct);
    }

    private static string? AuthorityIn(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) ? AuthorityOf(url) : null;

    /// <summary>
    /// Finds a variable: the lower-case name first, even if its value is empty, then upper case, then mixed case.
    /// </summary>
    private static (string Name, string? Value) Find(IDictionary environment, string name)
    {
        if (environment[name] is string lower)
            return (name, lower.Length > 0 ? lower : null);
        var upper = name.ToUpperInvariant();
        if (environment[upper] is string { Length: > 0 } value)
            return (upper, value);
        var other = environment
            .Keys.Cast<string>()
            .FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return other is not null && environment[other] is string { Length: > 0 } found ? (other, found) : (upper, null);
    }

    /// <summary>
    /// Returns the proxy for a URL, without user name and password, or <c>null</c> to connect directly.
    /// </summary>
    public Uri? ProxyFor(Uri url)
    {
        var proxy =
            url.Scheme == Uri.UriSchemeHttps ? _https
            : url.Scheme == Uri.UriSchemeHttp ? _http
            : null;
        return proxy is null || IsDirect(url) || IsException(url) ? null : proxy.Url;
    }

    /// <summary>Returns the user name and password for a proxy, or <c>null</c> if it has none.</summary>
    public NetworkCredential? CredentialFor(Uri proxy) =>
        ((Proxy?[])[_https, _http])
            .OfType<Proxy>()
            .FirstOrDefault(known => known.Credential is not null && known.Url.Authority == proxy.Authority)
            ?.Credential;

    /// <summary>
    /// Whether to bypass the proxy: for link-local addresses (instance metadata, ECS, EKS) and the credential endpoints
    /// in the environment. A proxy cannot reach them, and requests to them carry tokens in clear text.
    /// </summary>
    private bool IsDirect(Uri url) =>
        _direct.Contains(AuthorityOf(url))
        || (IPAddress.TryParse(url.DnsSafeHost, out var address) && IsLocal(address));

    private static bool IsLocal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var isVersion4 = address.AddressFamily == AddressFamily.InterNetwork;
        return isVersion4 ? LinkLocal.Contains(address) : address.IsIPv6LinkLocal || AwsLocal.Contains(address);
    }

    /// <summary>
    /// Whether <c>NO_PROXY</c> excludes the URL. <c>*</c> alone excludes all hosts. Otherwise, it is a comma-separated
    /// list of names, with or without a leading dot, and optionally with a port. Each name includes its subdomains.
    /// CIDR ranges are not supported, as in the AWS CLI.
    /// </summary>
    private bool IsException(Uri url)
    {
        if (_exceptions == "*")
            return true;
        string[] hosts = [url.Host, url.DnsSafeHost, AuthorityOf(url)];
        return _exceptions
            .Split(',')
            .Select(entry => entry.Trim().TrimStart('.'))
            .Any(name => name.Length > 0 && hosts.Any(host => EndsIn(host, name)));
    }

    private static bool EndsIn(string host, string name) =>
        host.Equals(name, StringComparison.OrdinalIgnoreCase)
        || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);

    private static string AuthorityOf(Uri url) => $"{url.Host}:{url.Port}";

    private sealed record Proxy(Uri Url, NetworkCredential? Credential)
    {
        public static Proxy? Parse(string name, string? text)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            var value = text.Trim();
            var scheme =
                value.StartsWith("//", StringComparison.Ordinal) ? "http:"
                : value.Contains("://", StringComparison.Ordinal) ? ""
                : "http://";
            // A second @ belongs to an unencoded password, whose end would be parsed as the host.
            var isUrl =
                Uri.TryCreate(scheme + value, UriKind.Absolute, out var url)
                && url.Host.Length > 0
                && value.Count(letter => letter == '@') <= 1;
            if (!isUrl || !Schemes.Contains(url!.Scheme, StringComparer.Ordinal))
            {
                throw new AwsConfigurationException(
                    $"{name}: not a proxy URL",
                    "use the form http://proxy.example.com:3128, and percent-encode special characters in a password"
                );
            }
            return new Proxy(new UriBuilder(url.Scheme, url.Host, url.Port).Uri, CredentialIn(url));
        }

        private static NetworkCredential? CredentialIn(Uri url)
        {
            if (url.UserInfo.Length == 0)
                return null;
            var parts = url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
            return new NetworkCredential(parts[0], parts.Length == 2 ? parts[1] : "");
        }
    }
}
