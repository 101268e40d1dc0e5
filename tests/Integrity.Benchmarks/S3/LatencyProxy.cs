using System.Diagnostics;
using System.Globalization;
using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.S3;

/// <summary>The number of requests by kind.</summary>
internal sealed record RequestCount(long Heads, long Listings, long Digests, long LogFiles, long Others);

/// <summary>
/// A network with latency in front of an S3 server: <c>latency.c</c>, compiled here and run as a process. It is written
/// to cost little, because client, server and network share few processors. The kernel's netem would cost less, but not
/// every kernel has it and it needs root.
/// </summary>
internal sealed class LatencyProxy : IDisposable
{
    private readonly Process _process;

    private LatencyProxy(Process process, int port) => (_process, Url) = (process, $"http://127.0.0.1:{port}");

    public string Url { get; }

    public static async Task<LatencyProxy> StartAsync(Uri server, TimeSpan latency)
    {
        const string Packages = "gcc libc6-dev";
        var program = Workspace.Artifact("latency");
        await Child.RunAsync(
            "gcc",
            ["-O2", Workspace.Source("tests", "Integrity.Benchmarks", "S3", "latency.c"), "-o", program],
            Packages
        );
        string[] arguments = [latency.TotalMicroseconds.ToString(CultureInfo.InvariantCulture), $"{server.Port}"];
        var process = Child.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
            Packages
        );
        return new LatencyProxy(
            process,
            int.Parse(
                await process.StandardOutput.ReadLineAsync()
                    ?? throw new InvalidOperationException("latency exited early"),
                CultureInfo.InvariantCulture
            )
        );
    }

    /// <summary>Returns the requests since the previous count.</summary>
    public async Task<RequestCount> CountAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var line =
            await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("latency exited early");
        var counts = line.Split(' ').Select(long.Parse).ToArray();
        return new RequestCount(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    public void Dispose()
    {
        // The process exits at the end of its input.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
