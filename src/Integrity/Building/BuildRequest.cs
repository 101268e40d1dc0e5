using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Building;

/// <summary>What to build.</summary>
public sealed record BuildRequest
{
    /// <summary>The trail.</summary>
    public required Trail Trail { get; init; }

    /// <summary>Where its log files are delivered, and its digests go.</summary>
    public required TrailLocation Place { get; init; }

    /// <summary>The organization below whose folder (<c>AWSLogs/o-…/</c>) the accounts' folders lie; <c>null</c> for the trail of one account.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The account whose chains are built: its digests name it, the trail keeps its own ARN. <c>null</c> for the account that owns the trail.</summary>
    public string? AccountId { get; init; }

    /// <summary>The regions to build; they are built in ordinal order.</summary>
    public required IReadOnlyCollection<string> Regions { get; init; }

    /// <summary>The keys that sign: each digest by the one that is valid at its end, a backfill digest by the one that is valid when it is made.</summary>
    public required ISignerSource Signers { get; init; }

    /// <summary>The public keys, present and past, that can have signed the digests on which is built.</summary>
    public required KeyRing Keys { get; init; }

    /// <summary>Only hours that are complete by then are built; what lies beyond the clock's now is never.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>
    /// Where a chain that has no digest yet begins: log files that were delivered earlier are left out, here and among late ones. <c>null</c> for the hour of the first log file,
    /// which then must not be longer ago than ten years: one wrong name would else make a chain of hundreds of thousands of empty hours.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>
    /// How far back late log files are looked for, from the end of what was the newest digest when that was done last, or when the builder first saw the chain; <see cref="TimeSpan.MaxValue"/> for the
    /// whole trail. Default: a day.
    /// </summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many log files are hashed at the same time. Default: one a processor.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>The chain of a region.</summary>
    internal ChainId ChainOf(string region) =>
        ChainId.Of(Trail, region) is var own && AccountId is { } account ? own with { AccountId = account } : own;
}
