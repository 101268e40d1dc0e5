using System.Diagnostics;

namespace Integrity.IntegrationTests.Support;

/// <summary>A running <c>ctverify keys serve</c> process.</summary>
internal sealed class ServingKeys : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ServingKeys(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    /// <summary>Starts the server on a free port and waits until it is ready.</summary>
    public static async Task<ServingKeys> StartAsync(string keys)
    {
        var process = CtVerifyProgram.Start(
            "keys",
            "serve",
            "--keys",
            keys,
            "--listen",
            "127.0.0.1:0",
            "--trail-arn",
            SampleTrail.Arn,
            "--s3-bucket",
            SampleTrail.Bucket
        );
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeLimit);
        if (line?.Split(" on ") is [_, var url])
            return new ServingKeys(process, url);
        var run = await ExternalProgram.FinishAsync(process);
        process.Dispose();
        throw new InvalidOperationException($"keys serve did not start: {run}");
    }

    /// <summary>Stops the server with SIGTERM, as a service manager does.</summary>
    public async Task<ProgramRun> TerminateAsync()
    {
        await new ExternalProgram("kill", "procps").RunAsync("-TERM", $"{_process.Id}");
        return await ExternalProgram.FinishAsync(_process);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
