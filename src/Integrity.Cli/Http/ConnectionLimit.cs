using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Integrity.Cli.Http;

/// <summary>
/// Limits the number of open connections, so that slow clients cannot lock others out. Above the limit, it closes a
/// connection of the address that holds the most: the one that has waited longest for a complete request.
/// </summary>
internal sealed class ConnectionLimit(int max)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Held> _open = [];
    private long _clock;

    /// <summary>Serves a connection until it ends or is closed in favor of a newer one.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var held = new Held(connection);
        Held? surplus;
        lock (_lock)
        {
            held.LastProgress = ++_clock;
            _open.Add(held);
            surplus = _open.Count > max ? Surplus() : null;
            if (surplus is not null)
                _open.Remove(surplus);
        }
        surplus?.Close();
        connection.Features.Set(held);
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
                _open.Remove(held);
        }
    }

    /// <summary>Records that a complete request was answered on this connection.</summary>
    public void Progress(Held held)
    {
        lock (_lock)
            held.LastProgress = ++_clock;
    }

    private Held Surplus()
    {
        var ofMost = _open.GroupBy(held => held.Address).MaxBy(group => group.Count())!;
        return ofMost.MinBy(held => held.LastProgress)!;
    }

    /// <summary>An open connection.</summary>
    internal sealed class Held(ConnectionContext connection)
    {
        public IPAddress? Address { get; } = (connection.RemoteEndPoint as IPEndPoint)?.Address;

        /// <summary>Order in which connections were opened or last answered a request; larger is later.</summary>
        public long LastProgress { get; set; }

        public void Close() =>
            connection.Abort(new ConnectionAbortedException("closed in favor of a newer connection"));
    }
}
