using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>A small HTTP server on a free local port that records all requests.</summary>
internal abstract class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<WireMessage> _requests = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;

    protected LoopbackServer()
    {
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _accepting = AcceptAsync();
    }

    public string Url { get; }

    /// <summary>All requests since the start.</summary>
    public IReadOnlyCollection<WireMessage> Requests => _requests;

    /// <summary>Accepts a connection.</summary>
    protected abstract IConnection Connect(Stream client);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                Track(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private void Track(Task connection)
    {
        _connections.TryAdd(connection, 0);
        _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        await using var stream = client.GetStream();
        var reader = new WireReader(stream);
        using var connection = Connect(stream);
        try
        {
            while (await reader.ReadRequestAsync(_stop.Token) is { } request)
            {
                _requests.Enqueue(request);
                if (!await connection.AnswerAsync(request, _stop.Token))
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client has closed the connection, or the test has ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll([_accepting, .. _connections.Keys]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Handles the requests of one connection in order.</summary>
    protected interface IConnection : IDisposable
    {
        /// <summary>Responds to a request. Returns <c>false</c> to close the connection.</summary>
        Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken);
    }
}
