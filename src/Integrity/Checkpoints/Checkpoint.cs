using Integrity.Digests;

namespace Integrity.Checkpoints;

/// <summary>
/// The newest verified digest of each chain of a trail, kept outside the bucket. Later verifications must connect to
/// it, which detects deleted digests, a rewritten chain and a rolled-back bucket.
/// </summary>
/// <param name="Trail">The trail.</param>
/// <param name="Entries">The chains, by account and region.</param>
public sealed record Checkpoint(Trail Trail, IReadOnlyList<CheckpointEntry> Entries)
{
    /// <summary>Returns the entry of a chain, or <c>null</c>.</summary>
    public CheckpointEntry? Find(ChainId chain) => Entries.FirstOrDefault(entry => entry.Chain == chain);

    /// <summary>The earliest time from which digests are new; <c>null</c> without entries.</summary>
    public DateTimeOffset? NewFrom => Entries.Count == 0 ? null : Entries.Min(entry => entry.Period.End);
}
