using Integrity.Digests;

namespace Integrity.Building;

/// <summary>
/// Assigns late log files to backfill digests. The periods of a chain must not overlap, so a late log file belongs to
/// the hour in its name until the backfill chain has passed that hour, and then to the first hour left. If none is
/// left, it waits until the next hour is complete.
/// </summary>
internal static class BackfillSlots
{
    /// <summary>Assigns late log files to the backfill digests to build.</summary>
    /// <param name="late">The late log files, ordered by time.</param>
    /// <param name="newestEnd">End of the newest backfill digest; <c>null</c> if there is none.</param>
    /// <param name="closedUntil">
    /// End of the newest digest of the main chain. Backfill digests do not go beyond it.
    /// </param>
    /// <returns>The digests to build, oldest first.</returns>
    public static IEnumerable<(DigestPeriod Period, IReadOnlyList<ObjectLocation> LogFiles)> Assign(
        IEnumerable<DeliveredLogFile> late,
        DateTimeOffset? newestEnd,
        DateTimeOffset closedUntil
    ) =>
        late.Select(logFile => (logFile.Location, Slot: newestEnd > logFile.At ? newestEnd.Value : logFile.At))
            .Where(logFile => logFile.Slot < closedUntil)
            .GroupBy(logFile => Hours.Floor(logFile.Slot))
            .OrderBy(hour => hour.Key)
            .Select(hour =>
                (
                    PeriodOf(hour.Key, newestEnd, closedUntil),
                    (IReadOnlyList<ObjectLocation>)[.. hour.Select(logFile => logFile.Location)]
                )
            );

    private static DigestPeriod PeriodOf(DateTimeOffset hour, DateTimeOffset? newestEnd, DateTimeOffset closedUntil)
    {
        var end = hour + Hours.One;
        return new DigestPeriod(newestEnd > hour ? newestEnd.Value : hour, end < closedUntil ? end : closedUntil);
    }
}
