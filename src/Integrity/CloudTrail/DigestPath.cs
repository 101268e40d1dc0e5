using System.Diagnostics.CodeAnalysis;
using Integrity.Digests;

namespace Integrity.CloudTrail;

/// <summary>
/// The object path of a digest. Its date is the end of the digest's period.
/// <code>
/// path   = folder YYYY "/" MM "/" DD "/" file
/// folder = [prefix "/"] "AWSLogs/" [organization-id "/"] account-id "/CloudTrail-Digest/" region "/"
/// file   = account-id "_CloudTrail-Digest_" region "_" trail-name "_" home-region "_" time ["_backfill"] ".json.gz"
/// time   = YYYYMMDD "T" hhmmss "Z"
///
/// AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2025/05/04/
///   111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_20250504T110000Z.json.gz
/// </code>
/// Formatting a parsed path returns the same text. Trail names may contain underscores, but regions never do, so
/// parsing is unambiguous.
/// </summary>
public sealed record DigestPath
{
    private const string Kind = "CloudTrail-Digest";
    private const string BackfillSuffix = "_backfill";
    private const string Extension = ".json.gz";
    private const int TimeLength = 16;

    /// <summary>The part before <c>AWSLogs/</c>: empty, or ends with a slash.</summary>
    public required string Prefix { get; init; }

    /// <summary>The ID of the organization (<c>o-…</c>) for an organization trail; otherwise <c>null</c>.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The chain of the digest.</summary>
    public required ChainId Chain { get; init; }

    /// <summary>The end of the digest's period, UTC.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Whether this is a backfill digest. Backfill digests form a separate chain.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>
    /// The folder of the chain's region, which contains all digests of the chain in one folder per day.
    /// </summary>
    public string RegionFolder => FolderOf(Prefix, OrganizationId, Chain.AccountId, Chain.Region);

    /// <summary>Returns the folder that contains one folder per region.</summary>
    internal static string AccountFolder(string prefix, string? organizationId, string accountId) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind);

    /// <summary>Returns the folder of a region, which contains its digests in one folder per day.</summary>
    internal static string FolderOf(string prefix, string? organizationId, string accountId, string region) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind, region);

    /// <summary>Returns the start of the file name of every digest of a chain, before the time.</summary>
    internal static string NameStart(ChainId chain) =>
        $"{chain.AccountId}_{Kind}_{chain.Region}_{chain.TrailName}_{chain.HomeRegion}_";

    /// <summary>Parses an object path; returns <c>false</c> if it does not match the grammar exactly.</summary>
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

    /// <summary>Returns the object path.</summary>
    public override string ToString()
    {
        var name = NameStart(Chain) + UtcTime.FormatBasic(End);
        return $"{RegionFolder}{UtcTime.FormatFolder(End)}/{name}{(IsBackfill ? BackfillSuffix : "")}{Extension}";
    }
}
