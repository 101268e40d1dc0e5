using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A chain that is built, and where its log files and digests lie.</summary>
/// <param name="Trail">Where the trail delivers to.</param>
/// <param name="OrganizationId">The organization whose folder holds the account's; <c>null</c> for none.</param>
/// <param name="Chain">The chain.</param>
internal sealed record ChainLocation(TrailLocation Trail, string? OrganizationId, ChainId Chain)
{
    public string Bucket => Trail.Bucket;

    public string LogFileFolder => LogFilePath.FolderOf(Trail.Prefix, OrganizationId, Chain.AccountId, Chain.Region);

    /// <summary>The beginning of the paths of all log files delivered within an hour.</summary>
    public string LogFilesOf(DateTimeOffset hour) =>
        LogFilePath.HourPrefix(Trail.Prefix, OrganizationId, Chain.AccountId, Chain.Region, hour);

    /// <summary>The path of what says where the chain begins.</summary>
    public string BeginningPath =>
        $"{DigestPath.AccountFolder(Trail.Prefix, OrganizationId, Chain.AccountId)}{Chain.AccountId}_CloudTrail-Digest_{Chain.Region}_{Chain.TrailName}_{Chain.HomeRegion}_beginning.json.gz";

    /// <summary>The path of the digest that ends at a time.</summary>
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
