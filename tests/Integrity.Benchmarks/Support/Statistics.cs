using System.Globalization;

namespace Integrity.Benchmarks.Support;

/// <summary>Summarizes measurements.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Returns the values in the given format, separated by spaces.</summary>
    public static string Join(IEnumerable<double> values, string format) =>
        string.Join(' ', values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));
}
