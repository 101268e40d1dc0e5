namespace Integrity.Reporting;

/// <summary>How many objects ended how, and how much time no verified digest covers.</summary>
/// <param name="DigestFiles">The digests of main chains.</param>
/// <param name="BackfillDigestFiles">The digests of backfill chains.</param>
/// <param name="LogFiles">The log files.</param>
/// <param name="StrayObjects">The objects in the trail's folders for which no verified digest has a place; never valid ones.</param>
/// <param name="NotCoveredRanges">How many ranges no verified digest covers.</param>
/// <param name="NotCoveredSeconds">How long they are in total.</param>
/// <param name="SignFiles">The sign files of query results; <c>null</c> in a report on a trail.</param>
/// <param name="ResultFiles">The query result files; <c>null</c> in a report on a trail.</param>
public sealed record ReportCounts(
    ReportTally DigestFiles, ReportTally BackfillDigestFiles, ReportTally LogFiles, ReportTally StrayObjects, int NotCoveredRanges, long NotCoveredSeconds, ReportTally? SignFiles = null, ReportTally? ResultFiles = null);
