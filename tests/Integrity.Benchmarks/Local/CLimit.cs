using System.Globalization;
using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Local;

/// <summary>The reference, <c>limit.c</c>, compiled here and run as a process.</summary>
internal sealed class CLimit(string program, string list)
{
    private const string Packages = "gcc libc6-dev libdeflate-dev libssl-dev";

    public static async Task<CLimit> CompileAsync(IEnumerable<string> logFiles)
    {
        var (program, list) = (Workspace.Artifact("limit"), Workspace.Artifact("limit.list"));
        await File.WriteAllLinesAsync(list, logFiles);
        await Child.RunAsync(
            "gcc",
            [
                "-O3",
                "-march=native",
                Workspace.Source("tests", "Integrity.Benchmarks", "Local", "limit.c"),
                "-o",
                program,
                "-ldeflate",
                "-lcrypto",
                "-lpthread",
            ],
            Packages
        );
        return new CLimit(program, list);
    }

    /// <summary>The best case: everything is loaded and warm. The program times only its second pass.</summary>
    public async Task<(double Seconds, long Bytes)> WarmAsync(int threads)
    {
        var run = await Child.RunAsync(program, [$"{threads}", "2", list], Packages);
        var fields = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ');
        return (
            double.Parse(fields[0], CultureInfo.InvariantCulture),
            long.Parse(fields[1], CultureInfo.InvariantCulture)
        );
    }

    /// <summary>Returns the time of the whole process.</summary>
    public async Task<double> ProcessAsync(int threads) =>
        (await Child.RunAsync(program, [$"{threads}", "1", list], Packages)).Seconds;
}
