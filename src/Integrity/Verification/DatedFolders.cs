namespace Integrity.Verification;

/// <summary>
/// The folders of a region that can contain digests or log files: those of years, months and days, but none below.
/// <code>…/CloudTrail-Digest/REGION/   2025/   2025/05/   2025/05/04/</code>
/// </summary>
internal static class DatedFolders
{
    /// <summary>Returns whether a folder, or a link that could lead to one, can contain digests or log files.</summary>
    /// <param name="regionFolder">The folder of the region, with a slash at the end.</param>
    /// <param name="path">The folder, with or without a slash at the end.</param>
    public static bool CanContainObjects(string regionFolder, string path)
    {
        if (!path.StartsWith(regionFolder, StringComparison.Ordinal))
            return false;
        var names = path[regionFolder.Length..].TrimEnd('/').Split('/');
        return names.Length <= 3 && names.Index().All(name => IsNumber(name.Item, digits: name.Index == 0 ? 4 : 2));
    }

    private static bool IsNumber(string name, int digits) => name.Length == digits && name.All(char.IsAsciiDigit);
}
