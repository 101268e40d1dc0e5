using System.ComponentModel;
using System.Diagnostics;

namespace Integrity.Benchmarks.Support;

/// <summary>A process that is run to its end and timed from its start.</summary>
internal static class Child
{
    /// <exception cref="InvalidOperationException">The program is missing, or failed.</exception>
    public static async Task<(string Output, double Seconds)> RunAsync(string program, IEnumerable<string> arguments, string package)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        using var process = Start(start, package);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        watch.Stop();
        return process.ExitCode == 0 ? (output, watch.Elapsed.TotalSeconds) : throw new InvalidOperationException($"{program} exited with {process.ExitCode}: {output}");
    }

    private static Process Start(ProcessStartInfo start, string package)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{start.FileName} is missing: apt-get install {package}", e);
        }
    }
}
