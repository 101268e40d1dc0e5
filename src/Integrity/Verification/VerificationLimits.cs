using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>Bounds on what a verification reads, so that a hostile bucket can neither exhaust memory nor time. What lies beyond is <em>could not check</em>.</summary>
public sealed record VerificationLimits
{
    /// <summary>Bounds on one digest.</summary>
    public DigestLimits Digest { get; init; } = new();

    /// <summary>The most bytes to which a log file may inflate. Default 16 GiB; memory does not depend on it, only time does.</summary>
    public long MaxLogFileBytes { get; init; } = 16L << 30;

    /// <summary>The most digest objects of one chain that a range may hold. Default 1,000,000, over a hundred years of hours.</summary>
    public int MaxListedDigests { get; init; } = 1_000_000;
}
