using System.Globalization;
using Integrity.Benchmarks.Support;

namespace Integrity.Benchmarks.Local;

/// <summary>Compares our code with the C limit, alternating the two, so that a slow machine affects both.</summary>
internal static class Race
{
    public const int Rounds = 7;

    public static async Task RunAsync(
        double target,
        string name,
        long bytes,
        Func<Task<double>> ours,
        Func<Task<double>> limit
    )
    {
        var pairs = new List<(double Ours, double Limit)>();
        // The order changes from round to round.
        for (var i = 0; i < Rounds; i++)
        {
            var first = await (i % 2 == 0 ? ours : limit)();
            var second = await (i % 2 == 0 ? limit : ours)();
            pairs.Add(i % 2 == 0 ? (first, second) : (second, first));
        }
        var ratios = pairs.Select(pair => pair.Limit / pair.Ours).ToList();
        var ratio = Statistics.Median(ratios);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name.PadRight(26)} ours {Speed(pairs.Select(pair => pair.Ours)):F0} MB/s, "
                    + $"C limit {Speed(pairs.Select(pair => pair.Limit)):F0} MB/s, ratio {ratio:F3} "
                    + $"(pairs {Statistics.Join(ratios, "F3")})   "
                    + $"target >= {target}: {(ratio >= target ? "met" : "MISSED")}"
            )
        );

        double Speed(IEnumerable<double> seconds) => bytes / 1e6 / Statistics.Median(seconds);
    }
}
