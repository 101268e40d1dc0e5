using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>What to verify.</summary>
public sealed record VerificationRequest
{
    /// <summary>The trail.</summary>
    public required Trail Trail { get; init; }

    /// <summary>Where it delivers to. Several when it has changed its bucket or prefix, or when it is not known which is right.</summary>
    public required IReadOnlyList<TrailLocation> Places { get; init; }

    /// <summary>The first moment of the range.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The first moment behind the range.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The regions to verify; empty for every region in which the trail has digests.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>The account to verify; <c>null</c> for the trail's own account, or for all accounts of an organization trail.</summary>
    public string? AccountId { get; init; }

    /// <summary>How many log files are checked at the same time. Default: one a processor, right for local files.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>How many digests of a chain are fetched before it is their turn. Default: none, right for local files; a store that is far away wants some 32.</summary>
    public int ReadAhead { get; init; }

    /// <summary>
    /// What was verified before; <c>null</c> for nothing. Each chain in it must be there and connect to it, and is looked at from its digest on even when the range begins later.
    /// </summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>
    /// Directories of a local source in which a place can lie that is not in <see cref="Places"/>.
    /// Each of them is a result: what was not examined is never valid.
    /// </summary>
    public IReadOnlyList<UnexaminedFolder> Unexamined { get; init; } = [];

    /// <summary>The entries of the checkpoint whose chains the region or the account leaves out: nothing is said of them.</summary>
    public IReadOnlyList<CheckpointEntry> LeftOutOfCheckpoint =>
        [.. Checkpoint?.Entries.Where(entry => !Selects(entry.Chain)) ?? []];

    /// <summary>Whether a chain is of the region and the account to verify.</summary>
    internal bool Selects(ChainId chain) =>
        (AccountId is null || chain.AccountId == AccountId)
        && (Regions.Count == 0 || Regions.Contains(chain.Region, StringComparer.Ordinal));

    /// <summary>Whether log folders are listed, to find log files that no digest lists. Default: yes.</summary>
    public bool LooksForUnlisted { get; init; } = true;

    /// <summary>Is told how far the verification is; <c>null</c> when nobody wants to know.</summary>
    public VerificationProgress? Progress { get; init; }

    /// <summary>Bounds on what is read.</summary>
    public VerificationLimits Limits { get; init; } = new();
}
