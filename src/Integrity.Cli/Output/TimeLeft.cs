using System.Globalization;

namespace Integrity.Cli.Output;

/// <summary>How long something will still take, going by how far it has come.</summary>
internal static class TimeLeft
{
    /// <param name="done">The part that is done, from 0 to 1.</param>
    /// <param name="seconds">What it took.</param>
    /// <returns>E.g. <c>, 1:05 left</c>; empty when too little is known, or nothing is left.</returns>
    public static string Words(double done, double seconds) =>
        done is > 0.01 and < 1 ? $", {Format(seconds * (1 - done) / done)} left" : "";

    private static string Format(double seconds) =>
        TimeSpan
            .FromSeconds(Math.Min(seconds, 359_999))
            .ToString(seconds >= 3600 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
