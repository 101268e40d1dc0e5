using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A chain to build and the location of its log files and digests.</summary>
/// <param name="Trail">The location to which the trail delivers.</param>
/// <param name="OrganizationId">The organization whose folder contains the account; <c>null</c> for none.</param>
/// <param name="Chain">The chain.</param>
internal sealed record ChainLocation(TrailLocation Trail, string? OrganizationId, ChainId Chain)
{
    public string Bucket => Trail.Bucket;

    public string LogFileFolder => LogFilePath.FolderOf(Trail.Prefix, OrganizationId, Chain.AccountId, Chain.Region);

    /// <summary>Returns the common prefix of the paths of all log files delivered in an hour.</summary>
    public string LogFilesOf(DateTimeOffset hour) =>
        LogFilePath.HourPrefix(Trail.Prefix, OrganizationId, Chain.AccountId, Chain.Region, hour);

    /// <summary>The path of the object that records the start of the chain.</summary>
    public string StartMarkerPath =>
        DigestPath.AccountFolder(Trail.Prefix, OrganizationId, Chain.AccountId)
        + $"{Chain.AccountId}_CloudTrail-Digest_{Chain.Region}_{Chain.TrailName}_{Chain.HomeRegion}_beginning.json.gz";

    /// <summary>Returns the path of the digest that ends at a given time.</summary>
    public DigestPath DigestAt(DateTimeOffset end, bool isBackfill) =>
        new()
        {
            Prefix = Trail.Prefix,
            OrganizationId = OrganizationId,
            Chain = Chain,
            End = end,
            IsBackfill = isBackfill,
        };
}
