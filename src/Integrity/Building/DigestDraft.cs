using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A digest to build, without its log files.</summary>
/// <param name="Location">Its location.</param>
/// <param name="Period">Its period.</param>
/// <param name="Previous">The link to the previous digest; <c>null</c> in a starting digest.</param>
internal sealed record DigestDraft(ObjectLocation Location, DigestPeriod Period, PreviousDigest? Previous)
{
    public bool IsBackfill { get; init; }
}
