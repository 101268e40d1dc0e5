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
/// Answers HTTP requests with one handler, by Kestrel alone: no host, no container, no log. Small requests only; what is too large, too slow or malformed is
/// refused before the handler sees it, and a handler that throws is answered with 500.
/// </summary>
internal sealed class HttpEndpoint : IAsyncDisposable
{
    private const int MaxBodyBytes = 64 << 10;

    /// <summary>
    /// How many connections are served at once. Beyond that, the one that has waited longest for a whole request is
    /// closed.
    /// </summary>
    internal const int MaxConnections = 128;

    /// <summary>How fast a request must arrive and an answer must be read, after <see cref="Grace"/>.</summary>
    private const double BytesPerSecond = 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>How long requests under way may take to end when it stops.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _server;

    private HttpEndpoint(KestrelServer server) =>
        (_server, Url) = (server, new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()));

    /// <summary>Where it answers; with the port that was found when 0 was asked for.</summary>
    public Uri Url { get; }

    /// <summary>Starts to answer.</summary>
    /// <exception cref="CommandException">The address cannot be listened on.</exception>
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
        // Kestrel's own limit refuses the newest connection, so slow clients could lock others out
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
                $"{option}: {address} cannot be listened on: {e.Message}",
                "give another port, or 0 for one that is free",
                ExitCode.Usage
            );
        }
    }

    /// <summary>Stops to listen, and lets requests under way end within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _server.StopAsync(patience.Token);
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
            // it holds nothing
        }
    }
}
