using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A digest that was built and written.</summary>
/// <param name="Location">Where it lies.</param>
/// <param name="Digest">What it says.</param>
/// <param name="IsBackfill">Whether it belongs to the backfill chain: it lists log files that came after the digest of their hour.</param>
public sealed record BuiltDigest(ObjectLocation Location, Digest Digest, bool IsBackfill = false);
