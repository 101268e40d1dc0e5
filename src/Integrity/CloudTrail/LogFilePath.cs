using System.Diagnostics.CodeAnalysis;
using Integrity.Digests;

namespace Integrity.CloudTrail;

/// <summary>
/// The object path of a log file. Its date is the delivery time.
/// <code>
/// path   = folder YYYY "/" MM "/" DD "/" file
/// folder = [prefix "/"] "AWSLogs/" [organization-id "/"] account-id "/CloudTrail/" region "/"
/// file   = account-id "_CloudTrail_" region "_" YYYYMMDD "T" hhmm "Z_" unique "." format
/// unique = 16 letters or digits
/// format = for example "json.gz"
///
/// AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/
///   111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz
/// </code>
/// Formatting a parsed path returns the same text.
/// </summary>
public sealed record LogFilePath
{
    private const string Kind = "CloudTrail";
    private const int TimeLength = 14;

    /// <summary>Length of the unique part of a file name, in characters.</summary>
    public const int UniqueLength = 16;

    /// <summary>The part before <c>AWSLogs/</c>: empty, or ends with a slash.</summary>
    public required string Prefix { get; init; }

    /// <summary>The ID of the organization (<c>o-…</c>) for an organization trail; otherwise <c>null</c>.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The account whose events the log file contains.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region whose events the log file contains.</summary>
    public required string Region { get; init; }

    /// <summary>The delivery time, UTC, in whole minutes.</summary>
    public required DateTimeOffset DeliveredAt { get; init; }

    /// <summary>Random characters that distinguish log files delivered in the same minute.</summary>
    public required string Unique { get; init; }

    /// <summary>The file extension, which names the encoding.</summary>
    public string Format { get; init; } = "json.gz";

    /// <summary>Returns the folder that contains one folder per region.</summary>
    internal static string AccountFolder(string prefix, string? organizationId, string accountId) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind);

    /// <summary>Returns the folder of a region, which contains its log files in one folder per day.</summary>
    internal static string FolderOf(string prefix, string? organizationId, string accountId, string region) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind, region);

    /// <summary>Whether a file name is that of a log file, for any account, region and day.</summary>
    internal static bool IsFileName(string name)
    {
        var parts = name.Split('_');
        if (parts.Length != 5 || parts[3].Length != TimeLength)
            return false;
        var date = $"{parts[3][..4]}/{parts[3][4..6]}/{parts[3][6..8]}";
        return TryParse($"{FolderPath.Format("", null, parts[0], Kind, parts[2])}{date}/{name}", out _);
    }

    /// <summary>
    /// Returns the common prefix of the paths of all log files delivered in the hour of <paramref name="time"/>.
    /// </summary>
    internal static string HourPrefix(
        string prefix,
        string? organizationId,
        string accountId,
        string region,
        DateTimeOffset time
    ) =>
        $"{FolderOf(prefix, organizationId, accountId, region)}{UtcTime.FormatFolder(time)}/"
        + $"{accountId}_{Kind}_{region}_{UtcTime.FormatBasic(time)[..11]}";

    /// <summary>Parses an object path; returns <c>false</c> if it does not match the grammar exactly.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out LogFilePath? logFilePath)
    {
        logFilePath = null;
        if (!FolderPath.TryParse(path, Kind, out var parts))
            return false;
        var name = parts.FileName.AsSpan();
        var start = $"{parts.AccountId}_{Kind}_{parts.Region}_";
        if (!name.StartsWith(start, StringComparison.Ordinal))
            return false;
        name = name[start.Length..];
        if (
            name.Length < TimeLength + 1 + UniqueLength + 2
            || name[TimeLength] != '_'
            || name[TimeLength + 1 + UniqueLength] != '.'
        )
            return false;
        if (
            !UtcTime.TryParseBasicMinute(name[..TimeLength], out var deliveredAt)
            || parts.Date != UtcTime.FormatFolder(deliveredAt)
        )
            return false;
        var unique = name.Slice(TimeLength + 1, UniqueLength).ToString();
        var format = name[(TimeLength + 2 + UniqueLength)..].ToString();
        if (!unique.All(char.IsAsciiLetterOrDigit) || !format.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
            return false;
        logFilePath = new LogFilePath
        {
            Prefix = parts.Prefix,
            OrganizationId = parts.OrganizationId,
            AccountId = parts.AccountId,
            Region = parts.Region,
            DeliveredAt = deliveredAt,
            Unique = unique,
            Format = format,
        };
        return true;
    }

    /// <summary>Returns the object path.</summary>
    public override string ToString()
    {
        var folder = FolderPath.Format(Prefix, OrganizationId, AccountId, Kind, Region);
        var name = $"{AccountId}_{Kind}_{Region}_{UtcTime.FormatBasicMinute(DeliveredAt)}_{Unique}.{Format}";
        return $"{folder}{UtcTime.FormatFolder(DeliveredAt)}/{name}";
    }
}
