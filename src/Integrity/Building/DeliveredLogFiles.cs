using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>Finds the log files that were delivered, by the time in their names.</summary>
internal sealed class DeliveredLogFiles(IObjectReader reader, TrailPlace place, ChainId chain)
{
    /// <summary>When the first log file was delivered; <c>null</c> when none was.</summary>
    public async Task<DateTimeOffset?> FirstDeliveryAsync(CancellationToken cancellationToken)
    {
        // keys are filed by day and begin with their time, so the first that fits the grammar is the oldest
        var folder = LogFileKey.AccountFolder(place.Prefix, null, chain.AccountId) + chain.Region + "/";
        await foreach (var key in reader.ListAsync(place.Bucket, folder, null, cancellationToken))
        {
            if (LogFileKey.TryParse(key, out var logFile)) return logFile.DeliveredAt;
        }
        return null;
    }

    /// <summary>The log files that were delivered within a period, in ordinal order of their keys.</summary>
    public async IAsyncEnumerable<ObjectLocation> WithinAsync(DigestPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hour = new DateTimeOffset(period.Start.UtcTicks - (period.Start.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        for (; hour < period.End; hour += TimeSpan.FromHours(1))
        {
            var prefix = LogFileKey.HourPrefix(place.Prefix, null, chain.AccountId, chain.Region, hour);
            await foreach (var key in reader.ListAsync(place.Bucket, prefix, null, cancellationToken))
            {
                if (LogFileKey.TryParse(key, out var logFile) && logFile.DeliveredAt >= period.Start && logFile.DeliveredAt < period.End)
                    yield return new ObjectLocation(place.Bucket, key);
            }
        }
    }
}
