using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Specifies what to verify.</summary>
public sealed record VerificationRequest
{
    /// <summary>The trail.</summary>
    public required Trail Trail { get; init; }

    /// <summary>
    /// The locations to which the trail delivers. There are several if its bucket or prefix changed, or if the right
    /// one is unknown.
    /// </summary>
    public required IReadOnlyList<TrailLocation> Places { get; init; }

    /// <summary>Start of the range.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End of the range (exclusive).</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The regions to verify; empty for all regions with digests of the trail.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>
    /// The account to verify; <c>null</c> for the trail's account, or all accounts of an organization trail.
    /// </summary>
    public string? AccountId { get; init; }

    /// <summary>
    /// Number of log files to check in parallel (default: one per processor, which suits local files).
    /// </summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Number of digests of a chain to download ahead (default: none, which suits local files). Use about 32 for a
    /// remote store.
    /// </summary>
    public int ReadAhead { get; init; }

    /// <summary>
    /// The checkpoint of an earlier verification; <c>null</c> for none. Each chain in it must exist and reach its
    /// digest, and is verified from there even if the range starts later.
    /// </summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>
    /// Directories of a local source that could not be searched for trail locations. Each one is a result, because
    /// nothing is valid unless it was checked.
    /// </summary>
    public IReadOnlyList<UnexaminedFolder> Unexamined { get; init; } = [];

    /// <summary>
    /// The checkpoint's chains outside the selected regions and account. They are not verified.
    /// </summary>
    public IReadOnlyList<CheckpointEntry> LeftOutOfCheckpoint =>
        [.. Checkpoint?.Entries.Where(entry => !Selects(entry.Chain)) ?? []];

    /// <summary>Whether to search log folders for unlisted log files (default: yes).</summary>
    public bool LooksForUnlisted { get; init; } = true;

    /// <summary>Receives the progress; <c>null</c> for none.</summary>
    public VerificationProgress? Progress { get; init; }

    /// <summary>Limits on what is read.</summary>
    public VerificationLimits Limits { get; init; } = new();

    /// <summary>Returns whether a chain belongs to the selected regions and account.</summary>
    internal bool Selects(ChainId chain) =>
        (AccountId is null || chain.AccountId == AccountId)
        && (Regions.Count == 0 || Regions.Contains(chain.Region, StringComparer.Ordinal));
}
