using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A digest that was built and written.</summary>
/// <param name="Location">Its location.</param>
/// <param name="Digest">Its content.</param>
/// <param name="IsBackfill">
/// Whether it is a backfill digest, which lists log files delivered after the digest of their hour.
/// </param>
public sealed record BuiltDigest(ObjectLocation Location, Digest Digest, bool IsBackfill = false);
