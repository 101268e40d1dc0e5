using System.Text.Json.Serialization;

namespace Integrity.Reporting;

/// <summary>Counts objects by verdict, and the time that no verified digest covers.</summary>
/// <param name="DigestFiles">Digests of main chains.</param>
/// <param name="BackfillDigestFiles">Digests of backfill chains.</param>
/// <param name="LogFiles">Log files.</param>
/// <param name="UnlistedObjects">Objects in the trail's folders that no verified digest lists; never valid.</param>
/// <param name="NotCoveredRanges">The number of ranges that no verified digest covers.</param>
/// <param name="NotCoveredSeconds">Their total length in seconds.</param>
/// <param name="SignFiles">Sign files of query results; <c>null</c> in a report on a trail.</param>
/// <param name="ResultFiles">Query result files; <c>null</c> in a report on a trail.</param>
public sealed record ReportCounts(
    ReportTally DigestFiles,
    ReportTally BackfillDigestFiles,
    ReportTally LogFiles,
    [property: JsonPropertyName("strayObjects")] ReportTally UnlistedObjects,
    int NotCoveredRanges,
    long NotCoveredSeconds,
    ReportTally? SignFiles = null,
    ReportTally? ResultFiles = null
);
