namespace Integrity.Reporting;

/// <summary>How many objects ended how, and how much time no verified digest covers.</summary>
/// <param name="DigestFiles">The digests of main chains.</param>
/// <param name="BackfillDigestFiles">The digests of backfill chains.</param>
/// <param name="LogFiles">The log files.</param>
/// <param name="StrayObjects">The objects in the trail's folders for which no verified digest has a place; never valid ones.</param>
/// <param name="NotCoveredRanges">How many ranges no verified digest covers.</param>
/// <param name="NotCoveredSeconds">How long they are in total.</param>
public sealed record ReportCounts(ReportTally DigestFiles, ReportTally BackfillDigestFiles, ReportTally LogFiles, ReportTally StrayObjects, int NotCoveredRanges, long NotCoveredSeconds);
