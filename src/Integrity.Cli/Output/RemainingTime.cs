using System.Globalization;

namespace Integrity.Cli.Output;

/// <summary>Estimates the remaining time of a task.</summary>
internal static class RemainingTime
{
    /// <param name="done">The completed fraction, from 0 to 1.</param>
    /// <param name="seconds">Elapsed time.</param>
    /// <returns>For example <c>, 1:05 left</c>; empty if it cannot be estimated.</returns>
    public static string Text(double done, double seconds) =>
        done is > 0.01 and < 1 ? $", {Format(seconds * (1 - done) / done)} left" : "";

    private static string Format(double seconds) =>
        TimeSpan
            .FromSeconds(Math.Min(seconds, 359_999))
            .ToString(seconds >= 3600 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
