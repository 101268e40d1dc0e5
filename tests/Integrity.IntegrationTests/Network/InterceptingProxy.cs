using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.Network;

/// <summary>
/// An HTTP proxy that terminates TLS and responds for every host, with certificates from its own authority. It records
/// the hosts of CONNECT requests, and all requests.
/// </summary>
/// <param name="authority">Issues the certificates of the hosts.</param>
/// <param name="answer">Returns the response to a request to a host.</param>
internal sealed class InterceptingProxy(CertificateAuthority authority, Func<string, WireMessage, WireMessage> answer)
    : LoopbackServer
{
    private readonly CertificateAuthority _authority = authority;
    private readonly Func<string, WireMessage, WireMessage> _answer = answer;
    private readonly ConcurrentQueue<string> _hosts = new();
    private readonly ConcurrentQueue<(string Host, WireMessage Request)> _tunneled = new();

    /// <summary>The status of the response to every CONNECT; 200 accepts the connection.</summary>
    public int ConnectStatus { get; init; } = 200;

    /// <summary>Whether the certificates have expired.</summary>
    public bool IsExpired { get; init; }

    /// <summary>The host in the certificates; <c>null</c> for the requested one.</summary>
    public string? CertifiedHost { get; init; }

    /// <summary>The distinct hosts and ports of the CONNECT requests.</summary>
    public IReadOnlyCollection<string> Hosts => [.. _hosts.Distinct(StringComparer.Ordinal)];

    /// <summary>The requests sent through the tunnels.</summary>
    public IReadOnlyCollection<(string Host, WireMessage Request)> Tunneled => _tunneled;

    /// <summary>Returns the URL of the proxy with a user name and password.</summary>
    public string UrlFor(string user) => Url.Replace("http://", $"http://{user}@", StringComparison.Ordinal);

    protected override IConnection Connect(Stream client) => new Connection(this, client);

    private sealed class Connection(InterceptingProxy proxy, Stream client) : IConnection
    {
        public async Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != "CONNECT")
            {
                await WireMessage.Answer(502, "text/plain", "").SendAsync(client, cancellationToken);
                return true;
            }
            proxy._hosts.Enqueue(request.Target);
            await client.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 {proxy.ConnectStatus} Status\r\nContent-Length: 0\r\n\r\n"),
                cancellationToken
            );
            if (proxy.ConnectStatus == 200)
                await ServeTlsAsync(request.Target.Split(':')[0], cancellationToken);
            return false;
        }

        private async Task ServeTlsAsync(string host, CancellationToken cancellationToken)
        {
            await using var tls = new SslStream(client);
            try
            {
                var options = new SslServerAuthenticationOptions
                {
                    ServerCertificate = proxy._authority.Issue(proxy.CertifiedHost ?? host, proxy.IsExpired),
                };
                await tls.AuthenticateAsServerAsync(options, cancellationToken);
            }
            catch (AuthenticationException)
            {
                // The client does not trust the certificate.
                return;
            }
            var reader = new WireReader(tls);
            while (await reader.ReadRequestAsync(cancellationToken) is { } request)
            {
                proxy._tunneled.Enqueue((host, request));
                await proxy._answer(host, request).SendAsync(tls, cancellationToken);
            }
        }

        public void Dispose()
        {
            // Nothing to dispose.
        }
    }
}
