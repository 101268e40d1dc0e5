using System.Globalization;
using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Local;

/// <summary>The yardstick, <c>limit.c</c>: compiled here, run as a process.</summary>
internal sealed class CLimit(string program, string list)
{
    private const string Packages = "gcc libc6-dev libdeflate-dev libssl-dev";

    public static async Task<CLimit> CompileAsync(IEnumerable<string> logFiles)
    {
        var (program, list) = (Workplace.Artifact("limit"), Workplace.Artifact("limit.list"));
        await File.WriteAllLinesAsync(list, logFiles);
        await Child.RunAsync(
            "gcc",
            [
                "-O3",
                "-march=native",
                Workplace.Source("tests", "Integrity.Benchmarks", "Local", "limit.c"),
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

    /// <summary>The best case: everything is loaded and warm, only the second pass is timed, from within.</summary>
    public async Task<(double Seconds, long Bytes)> WarmAsync(int threads)
    {
        var run = await Child.RunAsync(program, [$"{threads}", "2", list], Packages);
        var fields = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ');
        return (
            double.Parse(fields[0], CultureInfo.InvariantCulture),
            long.Parse(fields[1], CultureInfo.InvariantCulture)
        );
    }

    /// <summary>The whole process, from start to end.</summary>
    public async Task<double> ProcessAsync(int threads) =>
        (await Child.RunAsync(program, [$"{threads}", "1", list], Packages)).Seconds;
}
