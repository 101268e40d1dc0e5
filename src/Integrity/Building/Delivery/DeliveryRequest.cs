using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Building.Delivery;

/// <summary>Where log files are delivered to, and how.</summary>
public sealed record DeliveryRequest
{
    /// <summary>The bucket, and what lies in front of <c>AWSLogs/</c> in it.</summary>
    public required TrailLocation Place { get; init; }

    /// <summary>The account in the names: 12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region in the names.</summary>
    public required string Region { get; init; }

    /// <summary>The organization in the names (<c>o-…</c>); <c>null</c> for none.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Where the time in the names comes from. Default: the clock, at the moment of the delivery.</summary>
    public DeliveryTime Time { get; init; } = DeliveryTime.Now;

    /// <summary>Whether a file is removed once its copy in the store has been read back.</summary>
    public bool Move { get; init; }

    /// <summary>How many files are compressed at the same time. Default: one a processor.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Is told how far it is; <c>null</c> when nobody looks.</summary>
    public DeliveryProgress? Progress { get; init; }

    /// <summary>The path of a log file that is delivered by this request.</summary>
    internal LogFilePath PathOf(DateTimeOffset deliveredAt, UniquePart unique) =>
        new()
        {
            Prefix = Place.Prefix,
            OrganizationId = OrganizationId,
            AccountId = AccountId,
            Region = Region,
            DeliveredAt = deliveredAt,
            Unique = unique.ToString(),
        };
}
