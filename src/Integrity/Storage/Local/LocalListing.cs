using System.Text;

namespace Integrity.Storage.Local;

/// <summary>
/// Lists directories in the order in which S3 lists keys: by the UTF-8 bytes of the whole key, so that <c>a-b</c> comes
/// before <c>a/b</c>. What is neither a regular file nor a readable directory is an entry too: nothing is left out.
/// Without recursion, since whoever can write to a directory chooses how deep it is.
/// </summary>
internal static class LocalListing
{
    /// <summary>
    /// No object in S3 has a longer key, in bytes of UTF-8. Directories whose paths are longer are named, and not
    /// looked into.
    /// </summary>
    private const int MaxPathBytes = 1024;

    private const string What = "list the directory";

    /// <summary>Lists keys below a directory.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="above">
    /// The path of the directory in which the keys begin; empty, or with a slash at the end.
    /// </param>
    /// <param name="prefix">The beginning of the keys.</param>
    /// <param name="startAfter">Only later keys are listed; <c>null</c> for all.</param>
    /// <exception cref="StoreException">The directory in which the prefix ends cannot be listed.</exception>
    public static IEnumerable<ListedEntry> Paths(LocalTree tree, string above, string prefix, string? startAfter)
    {
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        if (TryOpen(tree, above + folder) is not { } start)
            yield break;
        var levels = new LocalLevels();
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

    /// <summary>Lists the directories in a directory.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The path of the directory; empty, or with a slash at the end.</param>
    /// <param name="withOthers">
    /// Whether links and whatever else is no regular file are listed too, with a problem; and whether directories that
    /// cannot be listed get one.
    /// </param>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public static IEnumerable<ListedEntry> Folders(LocalTree tree, string path, bool withOthers)
    {
        if (TryOpen(tree, path) is not { } start)
            yield break;
        using (start)
        {
            var entries = start.List();
            for (var i = 0; i < entries.Count; i++)
            {
                var kind = entries.KindOf(i);
                if (kind == LocalKind.File || (kind != LocalKind.Directory && !withOthers))
                    continue;
                var name = entries.NameOf(i);
                yield return new ListedEntry(
                    name,
                    !withOthers ? null
                        : kind == LocalKind.Directory ? WhyNotListed(start, name)
                        : ProblemOf(kind)
                );
            }
        }
    }

    /// <summary>Lists the keys below a root that can be read. What cannot be read, the verification reports.</summary>
    /// <exception cref="StoreException">The directory in which the prefix ends cannot be listed.</exception>
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

    /// <summary>Lists the names of the directories in a directory.</summary>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public static IEnumerable<string> Folders(string root, string folderPath) =>
        Folders(new LocalTree(root), folderPath, withOthers: false).Select(entry => entry.Path);

    /// <summary>The directory at a path; <c>null</c> when there is none.</summary>
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
                $"its path is longer than the key of any object ({MaxPathBytes} bytes), so it was not looked into",
                "move what does not belong to the trail out of its folders"
            )
            : null;
}
