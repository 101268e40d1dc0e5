namespace Integrity.CloudTrail;

/// <summary>
/// The folder part of an object path. Digests and log files share this grammar.
/// <code>
/// folder = [prefix "/"] "AWSLogs/" [organization-id "/"] account-id "/" kind "/" region "/" YYYY "/" MM "/" DD "/"
/// </code>
/// </summary>
internal static class FolderPath
{
    public const string Root = "AWSLogs/";

    /// <summary>Returns the folder of an account, which contains one folder per region.</summary>
    public static string Format(string prefix, string? organizationId, string accountId, string kind) =>
        $"{prefix}{Root}{(organizationId is null ? "" : organizationId + "/")}{accountId}/{kind}/";

    /// <summary>Returns the folder of a region.</summary>
    public static string Format(string prefix, string? organizationId, string accountId, string kind, string region) =>
        $"{Format(prefix, organizationId, accountId, kind)}{region}/";

    /// <summary>
    /// Parses the folders from the right, because a prefix can contain anything, even <c>AWSLogs</c>.
    /// </summary>
    public static bool TryParse(string path, string kind, out Parts parts)
    {
        parts = default;
        var segments = path.Split('/');
        var last = segments.Length - 1;
        if (last < 7 || segments[last - 5] != kind)
            return false;
        var account = segments[last - 6];
        var region = segments[last - 4];
        if (!IsAccountId(account) || !IsRegion(region))
            return false;
        string? organization = segments[last - 7];
        if (organization == "AWSLogs")
            organization = null;
        else if (!IsOrganizationId(organization) || last < 8 || segments[last - 8] != "AWSLogs")
            return false;
        var rootIndex = organization is null ? last - 7 : last - 8;
        var prefix = string.Concat(segments[..rootIndex].Select(s => s + "/"));
        parts = new Parts(
            prefix,
            organization,
            account,
            region,
            string.Join('/', segments[(last - 3)..last]),
            segments[last]
        );
        return true;
    }

    public static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    public static bool IsOrganizationId(string text) =>
        text.Length is > 2 and <= 34
        && text.StartsWith("o-", StringComparison.Ordinal)
        && text.Skip(2).All(char.IsAsciiLetterOrDigit);

    public static bool IsRegion(string text) =>
        text.Length is > 0 and <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    internal readonly record struct Parts(
        string Prefix,
        string? OrganizationId,
        string AccountId,
        string Region,
        string Date,
        string FileName
    );
}
