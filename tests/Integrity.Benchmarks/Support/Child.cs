using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Integrity.Benchmarks.Support;

/// <summary>Runs a process to its end and measures its time.</summary>
internal static class Child
{
    /// <exception cref="InvalidOperationException">The program is missing or failed.</exception>
    public static async Task<(string Output, double Seconds)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string package,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var watch = Stopwatch.StartNew();
        using var process = Start(start, package);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        watch.Stop();
        return process.ExitCode == 0
            ? (output, watch.Elapsed.TotalSeconds)
            : throw new InvalidOperationException($"{program} exited with {process.ExitCode}: {output}");
    }

    /// <summary>Runs a process under GNU time, which reports processor time and peak memory.</summary>
    /// <exception cref="InvalidOperationException">The program is missing or failed.</exception>
    public static async Task<ChildCost> MeasureAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var costs = Workspace.Artifact("cost");
        var (output, seconds) = await RunAsync(
            "/usr/bin/time",
            ["-f", "%U %S %M", "-o", costs, program, .. arguments],
            "time",
            environment
        );
        var fields = (await File.ReadAllTextAsync(costs)).Split(' ');
        return new ChildCost(output, seconds, Number(0), Number(1), Number(2) * 1024 / 1e6);

        double Number(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
    }

    /// <summary>Starts a process whose streams the caller uses.</summary>
    /// <exception cref="InvalidOperationException">The program is missing.</exception>
    public static Process Start(ProcessStartInfo start, string package)
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
