using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integrity.Cli.Http;

/// <summary>
/// Serves HTTP requests with one handler, using Kestrel without a host. Accepts small requests only. Rejects requests
/// that are too large, too slow or malformed before the handler sees them, and responds with 500 if the handler
/// throws.
/// </summary>
internal sealed class HttpEndpoint : IAsyncDisposable
{
    private const int MaxBodyBytes = 64 << 10;

    /// <summary>
    /// Maximum number of open connections. Above it, the one that has waited longest for a complete request is closed.
    /// </summary>
    internal const int MaxConnections = 128;

    /// <summary>Minimum speed of a request and of reading its response, after <see cref="Grace"/>.</summary>
    private const double BytesPerSecond = 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Time that running requests have to end at shutdown.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _server;

    private HttpEndpoint(KestrelServer server) =>
        (_server, Url) = (server, new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()));

    /// <summary>The address, with the actual port if port 0 was requested.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="CommandException">The address is not available.</exception>
    public static async Task<HttpEndpoint> StartAsync(
        IPEndPoint address,
        RequestDelegate answer,
        CancellationToken cancellationToken,
        string option = "--listen"
    )
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = MaxBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        options.Limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, Grace);
        options.Limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, Grace);
        // Kestrel's limit rejects the newest connection, so slow clients could lock others out.
        options.Limits.MaxConcurrentConnections = null;
        var limit = new ConnectionLimit(MaxConnections);
        options.Listen(
            address,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => limit.RunAsync(connection, next));
            }
        );
        var transport = new SocketTransportFactory(
            Microsoft.Extensions.Options.Options.Create(new SocketTransportOptions()),
            NullLoggerFactory.Instance
        );
        var server = new KestrelServer(
            Microsoft.Extensions.Options.Options.Create(options),
            transport,
            NullLoggerFactory.Instance
        );
        try
        {
            await server.StartAsync(new Application(answer, limit), cancellationToken);
            return new HttpEndpoint(server);
        }
        catch (Exception e) when (e is IOException or AddressInUseException or System.Net.Sockets.SocketException)
        {
            server.Dispose();
            throw new CommandException(
                $"{option}: cannot listen on {address}: {e.Message}",
                "choose another port, or 0 for a free one",
                ExitCode.Usage
            );
        }
    }

    /// <summary>Stops listening, and waits up to two seconds for running requests.</summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(ShutdownTimeout);
        await _server.StopAsync(timeout.Token);
        _server.Dispose();
    }

    private sealed class Application(RequestDelegate answer, ConnectionLimit limit) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public async Task ProcessRequestAsync(HttpContext context)
        {
            await answer(context);
            if (context.Features.Get<ConnectionLimit.Held>() is { } held)
                limit.Progress(held);
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            // The context holds no resources.
        }
    }
}
