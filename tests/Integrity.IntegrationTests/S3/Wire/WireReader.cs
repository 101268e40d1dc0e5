using System.Globalization;
using System.Text;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>Reads HTTP/1.1 messages from a connection.</summary>
internal sealed class WireReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>Reads the next request. Returns <c>null</c> if the connection was closed.</summary>
    public async Task<WireMessage?> ReadRequestAsync(CancellationToken cancellationToken) =>
        await ReadHeadAsync(cancellationToken) is { } head ? await ReadBodyAsync(head, cancellationToken) : null;

    /// <summary>Reads the next response. Returns <c>null</c> if the connection was closed.</summary>
    public async Task<WireMessage?> ReadResponseAsync(string method, CancellationToken cancellationToken)
    {
        if (await ReadHeadAsync(cancellationToken) is not { } head)
            return null;
        // Skip "100 Continue": the client has already sent the body and waits for the final response.
        if (head.Status == 100)
            return await ReadResponseAsync(method, cancellationToken);
        return method == "HEAD" || head.Status is 204 or 304 ? head : await ReadBodyAsync(head, cancellationToken);
    }

    private async Task<WireMessage?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        do
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length == 0)
                return null;
            head.AddRange(line);
        } while (!IsBlankLine(head));
        return new WireMessage([.. head], []);
    }

    private static bool IsBlankLine(List<byte> head) =>
        head.Count >= 4 && head[^4..] is [(byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];

    private async Task<WireMessage> ReadBodyAsync(WireMessage head, CancellationToken cancellationToken)
    {
        if (head.Header("Transfer-Encoding") == "chunked")
            return head with { Body = await ReadChunksAsync(cancellationToken) };
        return head with
        {
            Body = await ReadAsync(
                int.Parse(head.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture),
                cancellationToken
            ),
        };
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            body.AddRange(line);
            var size = int.Parse(
                Encoding.ASCII.GetString(line).Split(';')[0].Trim(),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture
            );
            body.AddRange(await ReadAsync(size + 2, cancellationToken));
            if (size == 0)
                return [.. body];
        }
    }

    /// <summary>Reads a line with its line break. Returns an empty array at the end of the connection.</summary>
    private async Task<byte[]> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (_start < _end || await FillAsync(cancellationToken))
        {
            var b = _buffer[_start++];
            line.Add(b);
            if (b == '\n')
                break;
        }
        return [.. line];
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        var read = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, read).CopyTo(bytes);
        _start += read;
        await stream.ReadExactlyAsync(bytes.AsMemory(read), cancellationToken);
        return bytes;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
