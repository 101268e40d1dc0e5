using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A digest that was built and written.</summary>
/// <param name="Location">Where it lies.</param>
/// <param name="Digest">What it says.</param>
public sealed record BuiltDigest(ObjectLocation Location, Digest Digest);
