using System.Diagnostics.CodeAnalysis;
using Integrity.Digests;

namespace Integrity.CloudTrail;

/// <summary>
/// The key of a log file. The date in it is when the file was delivered.
/// <code>
/// key  = [prefix "/"] "AWSLogs/" [organization-id "/"] account-id "/CloudTrail/" region "/" YYYY "/" MM "/" DD "/" file
/// file = account-id "_CloudTrail_" region "_" YYYYMMDD "T" hhmm "Z_" unique "." format
/// unique = 16 letters or digits         format = e.g. "json.gz"
///
/// AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz
/// </code>
/// What parses is written back to the same text.
/// </summary>
public sealed record LogFilePath
{
    private const string Kind = "CloudTrail";
    private const int TimeLength = 14;

    /// <summary>How long the unique part of a file name is, in characters.</summary>
    public const int UniqueLength = 16;

    /// <summary>What lies in front of <c>AWSLogs/</c>: empty, or ending in a slash.</summary>
    public required string Prefix { get; init; }

    /// <summary>The id of the organization whose trail it is (<c>o-…</c>); <c>null</c> for the trail of one account.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The account that the log file is about.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region that the log file is about.</summary>
    public required string Region { get; init; }

    /// <summary>When the log file was delivered, UTC, exact to the minute.</summary>
    public required DateTimeOffset DeliveredAt { get; init; }

    /// <summary>The part that keeps two log files of one minute apart.</summary>
    public required string Unique { get; init; }

    /// <summary>The encoding of the file.</summary>
    public string Format { get; init; } = "json.gz";

    /// <summary>The folder that holds one folder a region.</summary>
    internal static string AccountFolder(string prefix, string? organizationId, string accountId) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind);

    /// <summary>The folder of a region, below which its log files are filed by day.</summary>
    internal static string FolderOf(string prefix, string? organizationId, string accountId, string region) =>
        FolderPath.Format(prefix, organizationId, accountId, Kind, region);

    /// <summary>Whether a file name is that of a log file, of whichever account, region and day.</summary>
    internal static bool IsFileName(string name)
    {
        var parts = name.Split('_');
        if (parts.Length != 5 || parts[3].Length != TimeLength)
            return false;
        var date = $"{parts[3][..4]}/{parts[3][4..6]}/{parts[3][6..8]}";
        return TryParse($"{FolderPath.Format("", null, parts[0], Kind, parts[2])}{date}/{name}", out _);
    }

    /// <summary>The beginning of the keys of all log files delivered within the hour of <paramref name="time"/>.</summary>
    internal static string HourPrefix(
        string prefix,
        string? organizationId,
        string accountId,
        string region,
        DateTimeOffset time
    ) =>
        $"{FolderOf(prefix, organizationId, accountId, region)}{UtcTime.FormatFolder(time)}/{accountId}_{Kind}_{region}_{UtcTime.FormatBasic(time)[..11]}";

    /// <summary>Reads a key; <c>false</c> when it does not fit the grammar to the letter.</summary>
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

    /// <summary>The key.</summary>
    public override string ToString()
    {
        var folder = FolderPath.Format(Prefix, OrganizationId, AccountId, Kind, Region);
        return $"{folder}{UtcTime.FormatFolder(DeliveredAt)}/{AccountId}_{Kind}_{Region}_{UtcTime.FormatBasicMinute(DeliveredAt)}_{Unique}.{Format}";
    }
}
