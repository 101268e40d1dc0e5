using System.Diagnostics;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>An S3 server (Ceph RADOS Gateway) for the duration of the tests; see <c>start-radosgw.sh</c>.</summary>
internal sealed class RadosGateway : IDisposable
{
    private const string EndpointLine = "S3_ENDPOINT=";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly Process _script;

    private RadosGateway(Process script, Uri endpoint) => (_script, Endpoint) = (script, endpoint);

    public Uri Endpoint { get; }

    /// <summary>Starts the server, which takes about half a second.</summary>
    /// <exception cref="InvalidOperationException">
    /// It does not start. The message has the reason, such as missing packages.
    /// </exception>
    public static async Task<RadosGateway> StartAsync(string accessKey, string secretKey)
    {
        var start = new ProcessStartInfo(
            "bash",
            [RepositoryFolder.At("tests", "Integrity.IntegrationTests", "S3", "start-radosgw.sh")]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ACCESS_KEY"] = accessKey;
        start.Environment["SECRET_KEY"] = secretKey;
        var script = Process.Start(start) ?? throw new InvalidOperationException("bash does not start");
        var errors = script.StandardError.ReadToEndAsync();
        var line = await script.StandardOutput.ReadLineAsync().WaitAsync(TimeLimit);
        if (line?.StartsWith(EndpointLine, StringComparison.Ordinal) == true)
            return new RadosGateway(script, new Uri(line[EndpointLine.Length..]));
        script.StandardInput.Close();
        throw new InvalidOperationException($"the S3 server of these tests does not start: {await errors}");
    }

    public void Dispose()
    {
        // At the end of its input, the script stops the servers and deletes their files.
        _script.StandardInput.Close();
        if (!_script.WaitForExit(TimeLimit))
            _script.Kill(entireProcessTree: true);
        _script.Dispose();
    }
}
