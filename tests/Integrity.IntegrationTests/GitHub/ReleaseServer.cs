using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.GitHub;

/// <summary>A server on loopback with one release archive, and a copy of the Action that pins it.</summary>
internal sealed class ReleaseServer : IDisposable
{
    private readonly TemporaryFolder _directory = new();
    private readonly HttpListener _listener = new();
    private readonly string _url;

    private ReleaseServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _url = $"http://{probe.LocalEndpoint}/";
        }
        _listener.Prefixes.Add(_url);
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>The directory of the Action.</summary>
    public string Action => _directory.At("action");

    /// <summary>The bytes that a download gets; null for status 404.</summary>
    public byte[]? Archive { get; set; }

    public int Downloads { get; private set; }

    /// <summary>Starts a server with the native binary and pins its SHA-256.</summary>
    public static async Task<ReleaseServer> StartAsync()
    {
        var server = new ReleaseServer();
        var program = (await NativeProgram.GetAsync()).Name;
        var archive = server._directory.At("archive.tar.gz");
        await new ExternalProgram("tar", "tar").RunAsync(
            "-czf",
            archive,
            "-C",
            Path.GetDirectoryName(program)!,
            Path.GetFileName(program)
        );
        server.Archive = await File.ReadAllBytesAsync(archive);
        Directory.CreateDirectory(Path.Combine(server.Action, ".github"));
        await new ExternalProgram("cp", "coreutils").RunAsync(
            "-r",
            RepositoryFolder.At(".github", "action"),
            Path.Combine(server.Action, ".github")
        );
        server.Pin(Convert.ToHexStringLower(SHA256.HashData(server.Archive)));
        return server;
    }

    /// <summary>Pins a SHA-256 for this platform.</summary>
    public void Pin(string hash) =>
        File.WriteAllText(
            Path.Combine(Action, ".github", "action", "release.txt"),
            $"linux-x64 {hash} {_url}ctverify-linux-x64.tar.gz\n"
        );

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Downloads++;
                if (Archive is { } content)
                    await context.Response.OutputStream.WriteAsync(content);
                else
                    context.Response.StatusCode = 404;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    public void Dispose()
    {
        ((IDisposable)_listener).Dispose();
        _directory.Dispose();
    }
}
