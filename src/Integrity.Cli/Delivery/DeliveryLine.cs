using System.Globalization;
using Integrity.Building.Delivery;
using Integrity.Cli.Output;

namespace Integrity.Cli.Delivery;

/// <summary>One line on a terminal that tells how far a delivery is, also within one huge file.</summary>
internal static class DeliveryLine
{
    public static StatusLine Show(Terminal terminal, DeliveryProgress progress) =>
        new(terminal, seconds => Text(progress, seconds));

    public static string Text(DeliveryProgress progress, double seconds)
    {
        if (progress.Bytes == 0)
            return string.Create(CultureInfo.InvariantCulture, $"looking at what was delivered before, {seconds:0} s");
        var done = Math.Min(1, (double)progress.BytesRead / progress.Bytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{done:0%}: {progress.BytesRead / 1e6:#,0} of {progress.Bytes / 1e6:#,0} MB, {progress.BytesRead / 1e6 / Math.Max(seconds, 0.001):0.0} MB/s"
        );
    }
}
