using Integrity.Digests;

namespace Integrity.Building;

/// <summary>
/// Which backfill digest lists which late log file. The periods of a chain must follow each other without overlap, so a late log file goes to the hour in its name as long as
/// the backfill chain has not passed it, otherwise to the first hour that is left. When none is left, it waits until the next hour is closed.
/// </summary>
internal static class BackfillSlots
{
    /// <param name="late">The late log files, in order of time.</param>
    /// <param name="newestEnd">The end of the newest backfill digest; <c>null</c> when there is none.</param>
    /// <param name="closedUntil">The end of the newest digest of the main chain: backfill digests go no further.</param>
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
