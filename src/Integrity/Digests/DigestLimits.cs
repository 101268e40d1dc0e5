namespace Integrity.Digests;

/// <summary>
/// Limits for digests, so that someone who can write to the bucket cannot exhaust the reader's memory.
/// A genuine digest of a very busy hour (10,000 log files) decompresses to less than 5 MiB.
/// </summary>
public sealed record DigestLimits
{
    /// <summary>Maximum decompressed size, in bytes. The default of 64 MiB fits about 150,000 log files.</summary>
    public int MaxInflatedBytes { get; init; } = 64 << 20;

    /// <summary>Maximum number of log files in a digest. Default: 250,000.</summary>
    public int MaxLogFiles { get; init; } = 250_000;

    /// <summary>Maximum nesting depth of unknown members. Default: 32.</summary>
    public int MaxDepth { get; init; } = 32;
}
