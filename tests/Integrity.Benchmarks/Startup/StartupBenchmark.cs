using System.Globalization;
using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Startup;

/// <summary>Measures how long a user waits for <c>ctverify --help</c>.</summary>
internal static class StartupBenchmark
{
    private const int Starts = 20;
    private const double TargetMilliseconds = 80;

    public static async Task RunAsync()
    {
        var program = await PublishedCtVerify.CreateAsync();
        var (ours, reference) = (new List<double>(), new List<double>());
        for (var i = -2; i < Starts; i++)
        {
            var help = await Child.RunAsync(program, ["--help"], "dotnet-runtime-10.0");
            var nothing = await Child.RunAsync("/bin/true", [], "coreutils");
            if (i < 0)
                continue; // The first starts load the files into the page cache.
            ours.Add(help.Seconds * 1e3);
            reference.Add(nothing.Seconds * 1e3);
        }
        var median = Statistics.Median(ours);
        Console.WriteLine($"startup: median of {Starts} alternating starts");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  ctverify --help  {median.ToString("F1", CultureInfo.InvariantCulture).PadLeft(8)} ms   "
                    + $"fastest {ours.Min():F1}, slowest {ours.Max():F1}   "
                    + $"target < {TargetMilliseconds} ms: {(median < TargetMilliseconds ? "met" : "MISSED")}"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  /bin/true        "
                    + $"{Statistics.Median(reference).ToString("F1", CultureInfo.InvariantCulture).PadLeft(8)} ms\n"
            )
        );
    }
}
