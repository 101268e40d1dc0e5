using System.Globalization;
using Integrity.Building.Delivery;
using Integrity.Cli.Output;

namespace Integrity.Cli.Delivery;

/// <summary>Shows the progress of a delivery on a status line, even within one large file.</summary>
internal static class DeliveryProgressLine
{
    public static StatusLine Show(Terminal terminal, DeliveryProgress progress) =>
        new(terminal, seconds => Text(progress, seconds));

    public static string Text(DeliveryProgress progress, double seconds)
    {
        if (progress.Bytes == 0)
            return string.Create(CultureInfo.InvariantCulture, $"reading earlier deliveries, {seconds:0} s");
        var done = Math.Min(1, (double)progress.BytesRead / progress.Bytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{done:0%}: {progress.BytesRead / 1e6:#,0} of {progress.Bytes / 1e6:#,0} MB, "
                + $"{progress.BytesRead / 1e6 / Math.Max(seconds, 0.001):0.0} MB/s"
        );
    }
}
