using System.Text;

namespace Integrity.Storage.Local;

/// <summary>
/// Lists directories in the order of S3: by the UTF-8 bytes of the whole object path, so <c>a-b</c> comes before
/// <c>a/b</c>. Entries that are neither a regular file nor a readable directory are listed too, never skipped. Not
/// recursive, because an attacker chooses the depth.
/// </summary>
internal static class LocalListing
{
    /// <summary>
    /// Maximum length of an object path in S3, in bytes of UTF-8. Directories with longer paths are listed but not
    /// searched.
    /// </summary>
    private const int MaxPathBytes = 1024;

    private const string What = "list the directory";

    /// <summary>Lists the objects below a directory.</summary>
    /// <param name="tree">The directory tree.</param>
    /// <param name="bucketPath">The directory to which object paths are relative; empty or ending in a slash.</param>
    /// <param name="prefix">The prefix of the object paths.</param>
    /// <param name="startAfter">The object path after which the listing starts; <c>null</c> for the first one.</param>
    /// <exception cref="StoreException">The directory of the prefix cannot be listed.</exception>
    public static IEnumerable<ListedEntry> Paths(LocalTree tree, string bucketPath, string prefix, string? startAfter)
    {
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        if (TryOpen(tree, bucketPath + folder) is not { } start)
            yield break;
        var levels = new DirectoryStack();
        try
        {
            levels.Enter(start, folder, prefix[folder.Length..], startAfter);
            while (levels.Current is { } level)
            {
                if (!level.MoveNext())
                {
                    levels.Leave();
                    continue;
                }
                var path = level.Path;
                if (level.Kind != LocalKind.Directory)
                {
                    if (!level.IsSidecar)
                        yield return new ListedEntry(
                            path,
                            level.Kind is LocalKind.Link or LocalKind.Unknown ? ProblemOf(level.Kind) : null
                        );
                    continue;
                }
                if ((IsTooLong(path) ?? levels.TryEnter(level, path + "/", startAfter)) is { } problem)
                    yield return new ListedEntry(path + "/", problem);
            }
        }
        finally
        {
            levels.Dispose();
        }
    }

    /// <summary>Lists the subdirectories of a directory.</summary>
    /// <param name="tree">The directory tree.</param>
    /// <param name="path">The path of the directory; empty or ending in a slash.</param>
    /// <param name="includeOthers">
    /// Whether to include links and special files, and to report unreadable directories, as entries with a problem.
    /// </param>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public static IEnumerable<ListedEntry> Folders(LocalTree tree, string path, bool includeOthers)
    {
        if (TryOpen(tree, path) is not { } start)
            yield break;
        using (start)
        {
            var entries = start.List();
            for (var i = 0; i < entries.Count; i++)
            {
                var kind = entries.KindOf(i);
                if (kind == LocalKind.File || (kind != LocalKind.Directory && !includeOthers))
                    continue;
                var name = entries.NameOf(i);
                yield return new ListedEntry(
                    name,
                    !includeOthers ? null
                        : kind == LocalKind.Directory ? WhyNotListed(start, name)
                        : ProblemOf(kind)
                );
            }
        }
    }

    /// <summary>Lists the readable objects below a root. The verification reports unreadable entries.</summary>
    /// <exception cref="StoreException">The directory of the prefix cannot be listed.</exception>
    public static IEnumerable<string> Paths(string root, string folderPath, string prefix, string? startAfter)
    {
        if (!prefix.StartsWith(folderPath, StringComparison.Ordinal))
            yield break;
        foreach (var (path, problem) in Paths(new LocalTree(root), "", prefix, startAfter))
        {
            if (problem is null)
                yield return path;
        }
    }

    /// <summary>Lists the names of the subdirectories of a directory.</summary>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public static IEnumerable<string> Folders(string root, string folderPath) =>
        Folders(new LocalTree(root), folderPath, includeOthers: false).Select(entry => entry.Path);

    /// <summary>Opens the directory at a path. Returns <c>null</c> if there is none.</summary>
    private static LocalDirectory? TryOpen(LocalTree tree, string path)
    {
        var error = tree.TryOpenDirectory(path, out var directory);
        return error.Fault switch
        {
            LocalFault.None => directory,
            LocalFault.Absent or LocalFault.OtherKind => null,
            _ => throw error.ToException(What),
        };
    }

    private static StoreException? WhyNotListed(LocalDirectory parent, string name)
    {
        var error = parent.TryOpenDirectory(name, out var directory);
        var canBeListed = directory?.CanBeListed == true;
        directory?.Dispose();
        if (error.Fault == LocalFault.Absent || canBeListed)
            return null;
        return (error.Fault == LocalFault.None ? LocalError.Denied : error).ToException(What);
    }

    private static StoreException ProblemOf(LocalKind kind) =>
        (kind == LocalKind.Unknown ? LocalError.Denied : LocalOpening.OfKind(kind, LocalKind.Directory)).ToException(
            What
        );

    private static StoreException? IsTooLong(string path) =>
        path.Length > MaxPathBytes / 3 && Encoding.UTF8.GetByteCount(path) > MaxPathBytes
            ? new StoreException(
                $"its path is longer than the {MaxPathBytes} bytes that S3 allows, so it was not searched",
                "move files that do not belong to the trail out of its directories"
            )
            : null;
}
