namespace Integrity.Verification;

/// <summary>
/// Which folders can hold digests, or log files, of a region: those of years, months and days, and nothing below a day.
/// <code>…/CloudTrail-Digest/REGION/   2025/   2025/05/   2025/05/04/</code>
/// </summary>
internal static class DatedFolders
{
    /// <summary>Whether a folder, or a link that could lead to one, can hold some.</summary>
    /// <param name="regionFolder">The folder of the region, with a slash at the end.</param>
    /// <param name="path">The path of the folder, with or without a slash at the end.</param>
    public static bool CanHold(string regionFolder, string path)
    {
        if (!path.StartsWith(regionFolder, StringComparison.Ordinal))
            return false;
        var names = path[regionFolder.Length..].TrimEnd('/').Split('/');
        return names.Length <= 3 && names.Index().All(name => IsNumber(name.Item, digits: name.Index == 0 ? 4 : 2));
    }

    private static bool IsNumber(string name, int digits) => name.Length == digits && name.All(char.IsAsciiDigit);
}
