using System.Diagnostics.CodeAnalysis;
using Integrity.Digests;

namespace Integrity.CloudTrail;

/// <summary>
/// The key of a digest. The date in it is the end of the digest's period.
/// <code>
/// key  = [prefix "/"] "AWSLogs/" [organization-id "/"] account-id "/CloudTrail-Digest/" region "/" YYYY "/" MM "/" DD "/" file
/// file = account-id "_CloudTrail-Digest_" region "_" trail-name "_" home-region "_" YYYYMMDD "T" hhmmss "Z" ["_backfill"] ".json.gz"
///
/// AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz
/// </code>
/// What parses is written back to the same text. Regions hold no underscore, so the parts are found without doubt although trail names may hold some.
/// </summary>
public sealed record DigestPath
{
    private const string Kind = "CloudTrail-Digest";
    private const string BackfillSuffix = "_backfill";
    private const string Extension = ".json.gz";
    private const int TimeLength = 16;

    /// <summary>What lies in front of <c>AWSLogs/</c>: empty, or ending in a slash.</summary>
    public required string Prefix { get; init; }

    /// <summary>The id of the organization whose trail it is (<c>o-…</c>); <c>null</c> for the trail of one account.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The chain to which the digest belongs.</summary>
    public required ChainId Chain { get; init; }

    /// <summary>The end of the digest's period, UTC.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Whether it is a backfill digest, which has a chain of its own.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>The folder of the chain's region: all of its digests lie below it, filed by day.</summary>
    public string RegionFolder => FolderOf(Prefix, OrganizationId, Chain.AccountId, Chain.Region);

    /// <summary>The folder that holds one folder a region.</summary>
    internal static string AccountFolder(string prefix, string? organizationId, string accountId) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind);

    /// <summary>The folder of a region, below which its digests are filed by day.</summary>
    internal static string FolderOf(string prefix, string? organizationId, string accountId, string region) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind, region);

    /// <summary>Reads a key; <c>false</c> when it does not fit the grammar to the letter.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out DigestPath? digestPath)
    {
        digestPath = null;
        if (!FolderPath.TryParse(path, Kind, out var parts))
            return false;
        var name = parts.FileName.AsSpan();
        var start = $"{parts.AccountId}_{Kind}_{parts.Region}_";
        if (!name.StartsWith(start, StringComparison.Ordinal) || !name.EndsWith(Extension, StringComparison.Ordinal))
            return false;
        name = name[start.Length..^Extension.Length];
        var isBackfill = name.EndsWith(BackfillSuffix, StringComparison.Ordinal);
        if (isBackfill)
            name = name[..^BackfillSuffix.Length];
        if (
            name.Length <= TimeLength
            || !UtcTime.TryParseBasic(name[^TimeLength..], out var end)
            || parts.Date != UtcTime.FormatFolder(end)
        )
            return false;
        name = name[..^TimeLength];
        if (name[^1] != '_')
            return false;
        name = name[..^1];
        var separator = name.LastIndexOf('_');
        if (separator < 1 || !FolderPath.IsRegion(name[(separator + 1)..].ToString()))
            return false;
        var chain = new ChainId(
            name[..separator].ToString(),
            name[(separator + 1)..].ToString(),
            parts.AccountId,
            parts.Region
        );
        digestPath = new DigestPath
        {
            Prefix = parts.Prefix,
            OrganizationId = parts.OrganizationId,
            Chain = chain,
            End = end,
            IsBackfill = isBackfill,
        };
        return true;
    }

    /// <summary>The key.</summary>
    public override string ToString()
    {
        var name =
            $"{Chain.AccountId}_{Kind}_{Chain.Region}_{Chain.TrailName}_{Chain.HomeRegion}_{UtcTime.FormatBasic(End)}";
        return $"{RegionFolder}{UtcTime.FormatFolder(End)}/{name}{(IsBackfill ? BackfillSuffix : "")}{Extension}";
    }
}
