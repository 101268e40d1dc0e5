using Integrity.Digests;

namespace Integrity.Checkpoints;

/// <summary>The newest verified digest of one chain.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Period">The period of the digest.</param>
/// <param name="Digest">The location, hash and signature that a later digest must record.</param>
public sealed record CheckpointEntry(ChainId Chain, DigestPeriod Period, PreviousDigest Digest);
