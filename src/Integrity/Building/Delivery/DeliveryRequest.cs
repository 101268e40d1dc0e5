using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Building.Delivery;

/// <summary>Options of a delivery.</summary>
public sealed record DeliveryRequest
{
    /// <summary>The location to deliver to.</summary>
    public required TrailLocation Location { get; init; }

    /// <summary>The account in the object paths: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region in the object paths.</summary>
    public required string Region { get; init; }

    /// <summary>The organization in the object paths (<c>o-…</c>); <c>null</c> for none.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The source of the time in the names. Default: the clock.</summary>
    public DeliveryTime Time { get; init; } = DeliveryTime.Now;

    /// <summary>Whether to delete each file after its copy in the store was read back.</summary>
    public bool Move { get; init; }

    /// <summary>Number of files to compress in parallel. Default: the number of processors.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Receives the progress; <c>null</c> if nobody displays it.</summary>
    public DeliveryProgress? Progress { get; init; }

    /// <summary>Returns the path of a log file delivered by this request.</summary>
    internal LogFilePath PathOf(DateTimeOffset deliveredAt, UniquePart unique) =>
        new()
        {
            Prefix = Location.Prefix,
            OrganizationId = OrganizationId,
            AccountId = AccountId,
            Region = Region,
            DeliveredAt = deliveredAt,
            Unique = unique.ToString(),
        };
}
