using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>
/// Limits on what a verification reads, so that a hostile bucket cannot exhaust memory or time. What exceeds them is
/// reported as <em>could not check</em>.
/// </summary>
public sealed record VerificationLimits
{
    /// <summary>Limits on one digest.</summary>
    public DigestLimits Digest { get; init; } = new();

    /// <summary>
    /// Maximum decompressed size of a log file, in bytes (default: 16 GiB). It limits time; memory does not depend on
    /// it.
    /// </summary>
    public long MaxLogFileBytes { get; init; } = 16L << 30;

    /// <summary>
    /// Maximum number of digests of one chain in a range (default: 1,000,000, which is over a hundred years of hours).
    /// </summary>
    public int MaxListedDigests { get; init; } = 1_000_000;
}
