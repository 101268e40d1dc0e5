using Integrity.CloudTrail;

namespace Integrity.Storage.Local;

/// <summary>
/// Finds every <c>AWSLogs</c> folder below a directory, at any depth. Directories that cannot be searched are reported,
/// never skipped.
/// </summary>
internal sealed class LayoutScan
{
    private static readonly EnumerationOptions Options = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    private readonly string _root;
    private readonly List<string> _parents = [];
    private readonly List<(string Folder, string Problem, string? Hint)> _unexamined = [];

    private LayoutScan(string root) => _root = root;

    /// <summary>
    /// The directories that contain an <c>AWSLogs</c> folder, relative to the root, each empty or ending in a slash, in
    /// ordinal order.
    /// </summary>
    public IReadOnlyList<string> Parents => _parents;

    /// <summary>The directories that could not be searched, relative to the root, each ending in a slash.</summary>
    public IReadOnlyList<(string Folder, string Problem, string? Hint)> Unexamined => _unexamined;

    /// <exception cref="StoreException">The root itself cannot be listed.</exception>
    public static LayoutScan Of(string root, CancellationToken cancellationToken)
    {
        var scan = new LayoutScan(root);
        scan.Search(cancellationToken);
        scan._parents.Sort(StringComparer.Ordinal);
        scan._unexamined.Sort((a, b) => string.CompareOrdinal(a.Folder, b.Folder));
        return scan;
    }

    private void Search(CancellationToken cancellationToken)
    {
        var toSearch = new Stack<string>([""]);
        while (toSearch.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var name in FoldersIn(folder))
            {
                if (name + "/" == FolderPath.Root)
                    _parents.Add(folder);
                // .NET replaces invalid UTF-8 in names with U+FFFD, so another directory could have that name.
                if (!LocalPaths.IsSegment(name) || name.Contains('\ufffd'))
                {
                    Report(
                        $"{folder}{name}/",
                        $"the directory {folder}{name} has a name that cannot be part of an object path",
                        "rename it, or move it out of the source"
                    );
                    continue;
                }
                // The verification lists the account folders itself and reports unreadable entries.
                if (IsInAwsLogs(folder) && FolderPath.IsAccountId(name))
                    continue;
                toSearch.Push($"{folder}{name}/");
            }
        }
    }

    private static bool IsInAwsLogs(string folder)
    {
        var segments = folder.Split('/');
        return segments is [.., "AWSLogs", ""]
            || (segments is [.., "AWSLogs", var organization, ""] && FolderPath.IsOrganizationId(organization));
    }

    private List<string> FoldersIn(string folder)
    {
        var names = new List<string>();
        try
        {
            foreach (var entry in new DirectoryInfo(Path.Combine(_root, folder)).EnumerateDirectories("*", Options))
            {
                // If an entry cannot be found by its name, all attributes are set. Searching it fails and reports it.
                if (entry.Attributes == (FileAttributes)(-1) || !entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    names.Add(entry.Name);
                else
                    Report(
                        $"{folder}{entry.Name}/",
                        $"the directory {entry.FullName} is a symbolic link, and links are not followed",
                        "copy the directory itself, or remove the link"
                    );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (folder.Length == 0)
                throw new StoreException(
                    $"cannot list the directory {_root}: {e.Message}",
                    "allow this user to read it",
                    e
                );
            Report(
                folder,
                $"cannot list the directory {Path.Combine(_root, folder)}: {e.Message}",
                "allow this user to read the directory, or move it out of the source"
            );
        }
        return names;
    }

    private void Report(string folder, string problem, string? hint) => _unexamined.Add((folder, problem, hint));
}
