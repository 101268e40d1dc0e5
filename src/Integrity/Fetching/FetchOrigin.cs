using Integrity.Digests;

namespace Integrity.Fetching;

/// <summary>What a fetch was asked for, and from where: the opening line of its part of the manifest.</summary>
/// <param name="Tool">The program and its version.</param>
/// <param name="Store">Where it was taken from, in words: <c>S3</c>, an endpoint, a folder.</param>
/// <param name="Trail">The trail.</param>
/// <param name="Start">The first moment of the range.</param>
/// <param name="End">The first moment behind the range.</param>
/// <param name="Places">Where the trail delivers to.</param>
/// <param name="HasLogFiles">Whether log files were asked for, or digests alone.</param>
/// <param name="Relocation">What was read in place of what, when it was taken from a relocated copy; else <c>null</c>.</param>
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
