namespace Integrity.Digests;

/// <summary>
/// Bounds on what a digest may be, so that nobody who can write to the bucket can exhaust the memory of who reads it.
/// A genuine digest of a very busy hour (10,000 log files) inflates to less than 5 MiB.
/// </summary>
public sealed record DigestLimits
{
    /// <summary>The most bytes to which a digest may inflate. Default 64 MiB, room for some 150,000 log files.</summary>
    public int MaxInflatedBytes { get; init; } = 64 << 20;

    /// <summary>The most log files that a digest may list. Default 250,000.</summary>
    public int MaxLogFiles { get; init; } = 250_000;

    /// <summary>How deep members that are not known may nest. Default 32.</summary>
    public int MaxDepth { get; init; } = 32;
}
