using Integrity.Digests;

namespace Integrity.Checkpoints;

/// <summary>
/// The newest verified digest of each chain of a trail, kept outside of the bucket. A later verification must connect to it: so whoever deletes the newest digests,
/// rewrites the chain or rolls the bucket back between the two is caught.
/// </summary>
/// <param name="Trail">The trail.</param>
/// <param name="Entries">The chains, in order of account and region.</param>
public sealed record Checkpoint(Trail Trail, IReadOnlyList<CheckpointEntry> Entries)
{
    /// <summary>The entry of a chain; <c>null</c> when there is none.</summary>
    public CheckpointEntry? Find(ChainId chain) => Entries.FirstOrDefault(entry => entry.Chain == chain);

    /// <summary>The earliest moment from which on something is new; <c>null</c> when there is no entry.</summary>
    public DateTimeOffset? NewFrom => Entries.Count == 0 ? null : Entries.Min(entry => entry.Period.End);
}
