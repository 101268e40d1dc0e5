using Integrity.Digests;

namespace Integrity.Fetching;

/// <summary>The parameters of a fetch, recorded in the first line of its part of the manifest.</summary>
/// <param name="Tool">The program and its version.</param>
/// <param name="Store">The source: <c>S3</c>, an endpoint or a directory.</param>
/// <param name="Trail">The trail.</param>
/// <param name="Start">Start of the range.</param>
/// <param name="End">End of the range, exclusive.</param>
/// <param name="Places">The locations to which the trail delivers.</param>
/// <param name="HasLogFiles">Whether log files are fetched, not only digests.</param>
/// <param name="Relocation">The relocation, if the source is a relocated copy; otherwise <c>null</c>.</param>
public sealed record FetchOrigin(
    string Tool,
    string Store,
    Trail Trail,
    DateTimeOffset Start,
    DateTimeOffset End,
    IReadOnlyList<TrailLocation> Places,
    bool HasLogFiles,
    Relocation? Relocation = null
);
