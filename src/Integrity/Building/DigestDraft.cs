using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A digest that is to be made, but for its log files.</summary>
/// <param name="Location">Where it will lie.</param>
/// <param name="Period">The time that it covers.</param>
/// <param name="Previous">The link to the digest before it; <c>null</c> in a starting digest.</param>
internal sealed record DigestDraft(ObjectLocation Location, DigestPeriod Period, PreviousDigest? Previous)
{
    public bool IsBackfill { get; init; }
}
