using System.Net;
using System.Net.Sockets;
using System.Text;
using Integrity.Cli.Http;
using Microsoft.AspNetCore.Http;

namespace Integrity.Tests.Cli.Http;

/// <summary>
/// Clients that hold connections without a complete request do not lock others out: the oldest are closed.
/// </summary>
public sealed class SlowClientsTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n{")]
    public async Task A_normal_client_is_served_among_200_slow_clients(string beginning)
    {
        await using var endpoint = await HttpEndpoint.StartAsync(AnyPort, AnswerAsync, default);
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
                slow.Add(await ConnectAsync(endpoint.Url, beginning));
            using var client = new HttpClient();

            (await client.GetStringAsync(endpoint.Url)).Should().Be("here");
            (await client.GetStringAsync(endpoint.Url)).Should().Be("here");

            (await ReadAsync(slow[0])).Should().BeLessThanOrEqualTo(0, "the oldest connection is closed");
            slow[^1].Client.Poll(0, SelectMode.SelectRead).Should().BeFalse("the newest ones stay open");
        }
        finally
        {
            foreach (var client in slow)
                client.Dispose();
        }
    }

    [Fact]
    public async Task An_active_connection_outlives_older_and_newer_idle_ones()
    {
        await using var endpoint = await HttpEndpoint.StartAsync(AnyPort, AnswerAsync, default);
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < HttpEndpoint.MaxConnections - 1; i++)
                slow.Add(await ConnectAsync(endpoint.Url, ""));
            using var good = await ConnectAsync(endpoint.Url, "");
            for (var i = 0; i < HttpEndpoint.MaxConnections - 1; i++)
            {
                await AskAsync(good);
                slow.Add(await ConnectAsync(endpoint.Url, ""));
            }

            await AskAsync(good);
        }
        finally
        {
            foreach (var client in slow)
                client.Dispose();
        }
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        await context.Response.WriteAsync("here");
    }

    private static async Task<TcpClient> ConnectAsync(Uri url, string beginning)
    {
        var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        if (beginning.Length > 0)
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        return client;
    }

    private static async Task AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        var buffer = new byte[1024];
        var answer = new StringBuilder();
        while (!answer.ToString().Contains("here", StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer);
            read.Should().BePositive("the connection is open");
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }

    /// <summary>Returns the number of bytes read; 0 or -1 if the server closed the connection.</summary>
    private static async Task<int> ReadAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]);
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
