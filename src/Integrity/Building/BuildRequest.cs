using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Building;

/// <summary>What to build.</summary>
public sealed record BuildRequest
{
    /// <summary>The trail.</summary>
    public required Trail Trail { get; init; }

    /// <summary>Where its log files are delivered, and its digests go.</summary>
    public required TrailPlace Place { get; init; }

    /// <summary>The regions to build; they are built in ordinal order.</summary>
    public required IReadOnlyCollection<string> Regions { get; init; }

    /// <summary>The keys that sign: each digest by the one that is valid at its end.</summary>
    public required ISignerSource Signers { get; init; }

    /// <summary>The public keys, present and past, that can have signed the digests on which is built.</summary>
    public required KeyRing Keys { get; init; }

    /// <summary>Only hours that are complete by then are built.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>How many log files are hashed at the same time. Default: one a processor.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;
}
