using System.IO.Enumeration;

namespace Integrity.Storage.Local;

/// <summary>Lists a folder in the order in which S3 lists keys: by the UTF-8 bytes of the whole key, so that <c>a-b</c> comes before <c>a/b</c>.</summary>
internal static class LocalListing
{
    /// <summary>Links are left out by what the folder itself says of them: no file is asked.</summary>
    private static readonly EnumerationOptions Options = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false, RecurseSubdirectories = false };

    public static IEnumerable<string> Keys(string root, string folderKey, string prefix, string? startAfter) => IsPlain(root, folderKey) ? Below(root, folderKey, prefix, startAfter) : [];

    public static IEnumerable<string> Folders(string root, string folderKey) =>
        IsPlain(root, folderKey) ? Entries(root, folderKey, "").Where(name => name.EndsWith('/')).Select(name => name[..^1]) : [];

    private static IEnumerable<string> Below(string root, string folderKey, string prefix, string? startAfter)
    {
        // below the folder in which the prefix ends, all names fit
        foreach (var name in Entries(root, folderKey, folderKey.Length < prefix.Length ? prefix[folderKey.Length..] : ""))
        {
            var key = folderKey + name;
            if (!key.EndsWith('/'))
            {
                if (KeyOrder.Instance.Compare(key, startAfter) > 0) yield return key;
                continue;
            }
            // a folder that sorts before the marker and does not hold it has nothing behind the marker
            if (startAfter is not null && KeyOrder.Instance.Compare(key, startAfter) < 0 && !startAfter.StartsWith(key, StringComparison.Ordinal)) continue;
            foreach (var below in Below(root, key, prefix, startAfter)) yield return below;
        }
    }

    /// <summary>Whether the folder lies below the root, and no link leads to it.</summary>
    private static bool IsPlain(string root, string folderKey)
    {
        if (folderKey.Length == 0) return true;
        var path = root;
        foreach (var segment in (folderKey.EndsWith('/') ? folderKey[..^1] : folderKey).Split('/'))
        {
            if (!LocalPaths.IsSegment(segment)) return false;
            path = Path.Combine(path, segment);
            var folder = new DirectoryInfo(path);
            if (!folder.Exists || LocalPaths.IsLink(folder)) return false;
        }
        return true;
    }

    /// <summary>Files as they are named, folders with a slash at the end, of those whose names begin so. Links are left out, and so is what is no object.</summary>
    private static List<string> Entries(string root, string folderKey, string beginning)
    {
        var folder = new DirectoryInfo(Path.Combine(root, folderKey));
        try
        {
            if (!folder.Exists) return [];
            var entries = new FileSystemEnumerable<string>(folder.FullName, NameOf, Options)
            {
                ShouldIncludePredicate = (ref entry) => entry.FileName.StartsWith(beginning, StringComparison.Ordinal) && (entry.IsDirectory || LocalPaths.IsObject(entry.FileName)),
            };
            var names = new List<string>(entries);
            names.Sort(KeyOrder.Instance);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the folder {folder.FullName} cannot be listed: {e.Message}", "let the user who verifies read it", e);
        }
    }

    private static string NameOf(ref FileSystemEntry entry) => entry.IsDirectory ? $"{entry.FileName}/" : entry.FileName.ToString();
}
