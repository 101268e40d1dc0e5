using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Building;

/// <summary>Options of a build.</summary>
public sealed record BuildRequest
{
    /// <summary>The trail.</summary>
    public required Trail Trail { get; init; }

    /// <summary>The location of the log files and digests.</summary>
    public required TrailLocation Location { get; init; }

    /// <summary>
    /// The organization whose folder (<c>AWSLogs/o-…/</c>) contains the accounts; <c>null</c> for a trail of one
    /// account.
    /// </summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// The account whose chains are built, if it is not the account that owns the trail. Digests name this account. The
    /// ARN of the trail is unchanged.
    /// </summary>
    public string? AccountId { get; init; }

    /// <summary>The regions to build, in ordinal order.</summary>
    public required IReadOnlyCollection<string> Regions { get; init; }

    /// <summary>
    /// The signing keys. A digest is signed with the key valid at its end; a backfill digest with the key valid when it
    /// is created.
    /// </summary>
    public required ISignerSource Signers { get; init; }

    /// <summary>The current and past public keys that verify the digests a build extends.</summary>
    public required KeyRing Keys { get; init; }

    /// <summary>End of the last hour to build, at most. Hours in the future are never built.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>
    /// Start of a new chain; earlier log files are ignored, even as late ones. <c>null</c> for the hour of the first
    /// log file, which must not be more than ten years ago. Otherwise, one wrong file name would create hundreds of
    /// thousands of empty digests.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>
    /// How far to look back for late log files, counted from the end of the newest digest at the previous search or
    /// when the builder first read the chain. <see cref="TimeSpan.MaxValue"/> for the whole trail. Default: one day.
    /// </summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Number of log files to hash in parallel. Default: the number of processors.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Returns the chain of a region.</summary>
    internal ChainId ChainOf(string region) =>
        ChainId.Of(Trail, region) is var own && AccountId is { } account ? own with { AccountId = account } : own;
}
