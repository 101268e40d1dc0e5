using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>A small HTTP server on this machine, on a free port, that keeps all requests.</summary>
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

    /// <summary>Somebody has connected.</summary>
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
            // the test is over
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
            // whoever asked has hung up, or the test is over
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

    /// <summary>Answers the requests of one connection, one after the other.</summary>
    protected interface IConnection : IDisposable
    {
        /// <summary>Answers; <c>false</c> to hang up.</summary>
        Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken);
    }
}
