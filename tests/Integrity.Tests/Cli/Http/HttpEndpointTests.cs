using System.Net;
using System.Net.Sockets;
using System.Text;
using Integrity.Cli;
using Integrity.Cli.Http;
using Microsoft.AspNetCore.Http;

namespace Integrity.Tests.Cli.Http;

public sealed class HttpEndpointTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Port_0_selects_a_free_port()
    {
        await using var endpoint = await HttpEndpoint.StartAsync(
            AnyPort,
            context => context.Response.WriteAsync("here"),
            default
        );
        using var client = new HttpClient();

        endpoint.Url.Port.Should().NotBe(0);
        (await client.GetStringAsync(endpoint.Url)).Should().Be("here");
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_with_a_hint()
    {
        await using var first = await HttpEndpoint.StartAsync(AnyPort, _ => Task.CompletedTask, default);

        var second = () =>
            HttpEndpoint.StartAsync(
                new IPEndPoint(IPAddress.Loopback, first.Url.Port),
                _ => Task.CompletedTask,
                default
            );

        var refusal = (await second.Should().ThrowAsync<CommandException>()).Which;
        refusal.Message.Should().StartWith($"--listen: cannot listen on 127.0.0.1:{first.Url.Port}: ");
        (refusal.Hint, refusal.ExitCode).Should().Be(("choose another port, or 0 for a free one", 2));
    }

    [Fact]
    public async Task A_failing_handler_is_a_server_error_and_the_next_request_is_served()
    {
        var calls = 0;
        await using var endpoint = await HttpEndpoint.StartAsync(
            AnyPort,
            context =>
                calls++ == 0 ? throw new InvalidOperationException("secret") : context.Response.WriteAsync("fine"),
            default
        );
        using var client = new HttpClient();

        using var first = await client.GetAsync(endpoint.Url);
        ((int)first.StatusCode, await first.Content.ReadAsStringAsync()).Should().Be((500, ""));
        (await client.GetStringAsync(endpoint.Url)).Should().Be("fine");
    }

    [Theory]
    [InlineData("no HTTP at all\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")]
    public async Task Invalid_HTTP_never_reaches_the_handler(string request)
    {
        var calls = 0;
        await using var endpoint = await HttpEndpoint.StartAsync(
            AnyPort,
            context => context.Response.WriteAsync($"{calls++}"),
            default
        );

        (await SendRawAsync(endpoint.Url, request)).Should().StartWith("HTTP/1.1 400 ");
        calls.Should().Be(0);
    }

    [Fact]
    public async Task Endless_headers_are_rejected()
    {
        await using var endpoint = await HttpEndpoint.StartAsync(AnyPort, _ => Task.CompletedTask, default);

        (await SendRawAsync(endpoint.Url, $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('x', 100_000)}"))
            .Should()
            .StartWith("HTTP/1.1 431 ");
    }

    private static async Task<string> SendRawAsync(Uri url, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        var buffer = new byte[256];
        return Encoding.ASCII.GetString(
            buffer,
            0,
            await stream.ReadAtLeastAsync(buffer, 13, throwOnEndOfStream: false)
        );
    }
}
