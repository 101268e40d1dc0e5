using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>
/// Finds the files in the paths passed by a user: each file once, directories recursively and sorted by name. The
/// directories stay open, and everything below is opened from there.
/// </summary>
public sealed class LogFileSources : IDisposable
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LocalDirectory? Directory, LocalError Error)> _parents = new(
        StringComparer.Ordinal
    );
    private readonly List<LocalDirectory> _roots = [];
    private readonly List<SourcePath> _locations = [];
    private readonly List<KeyValuePair<string, string>> _failures = [];
    private readonly List<string> _links = [];
    private readonly string? _store;

    private LogFileSources(string? store) => _store = store;

    /// <summary>The paths of the files, as passed by the caller.</summary>
    public IReadOnlyList<string> Paths => [.. _locations.Select(path => path.Shown)];

    /// <summary>Directories that cannot be listed, with the reason.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Failures => _failures;

    /// <summary>
    /// Links found in directories. They are not followed. Otherwise, someone who can write to a directory of log files
    /// could choose what else is read.
    /// </summary>
    public IReadOnlyList<string> Links => _links;

    internal IReadOnlyList<SourcePath> Locations => _locations;

    /// <summary>Finds files.</summary>
    /// <param name="given">Files and directories.</param>
    /// <param name="store">
    /// The destination directory, which is skipped; <c>null</c> if the destination is not a directory.
    /// </param>
    public static LogFileSources Find(IEnumerable<string> given, string? store)
    {
        ArgumentNullException.ThrowIfNull(given);
        var sources = new LogFileSources(store);
        foreach (var path in given)
            sources.AddNamed(path, expandsDirectories: true);
        return sources;
    }

    /// <summary>Accepts files only. A directory is an error for that entry.</summary>
    internal static LogFileSources OfFiles(IEnumerable<string> paths)
    {
        var sources = new LogFileSources(store: null);
        foreach (var path in paths)
            sources.AddNamed(path, expandsDirectories: false);
        return sources;
    }

    /// <summary>Whether a path is in the store.</summary>
    /// <param name="path">The path of a file or directory.</param>
    /// <param name="store">The destination directory; <c>null</c> if the destination is not a directory.</param>
    public static bool IsInStore(string path, string? store)
    {
        if (store is null || path.Length == 0)
            return false;
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return full == store || full.StartsWith(store + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private void AddNamed(string path, bool expandsDirectories)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            _locations.Add(new SourcePath(path, null, "", path, new LocalError(LocalFault.Absent)));
            return;
        }
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var (parent, name) = (Path.GetDirectoryName(full), Path.GetFileName(full));
        var (directory, error) = parent is null ? (null, new LocalError(LocalFault.OtherKind)) : Parent(parent);
        if (expandsDirectories && OpenDirectory(path, directory, name) is { } root)
        {
            _roots.Add(root);
            AddAll(root, "", root, path);
        }
        else if (!expandsDirectories || _seen.Add(full))
        {
            _locations.Add(new SourcePath(path, directory, "", name, error));
        }
    }

    /// <summary>
    /// Opens a path as a directory; returns <c>null</c> if it is not one. A link is followed only if the path ends with
    /// a slash.
    /// </summary>
    private static LocalDirectory? OpenDirectory(string path, LocalDirectory? parent, string name)
    {
        LocalDirectory? directory;
        if (parent is null || Path.EndsInDirectorySeparator(path))
            LocalDirectory.TryOpen(path, out directory);
        else
            parent.TryOpenDirectory(name, out directory);
        return directory;
    }

    private (LocalDirectory? Directory, LocalError Error) Parent(string path)
    {
        if (_parents.TryGetValue(path, out var known))
            return known;
        var error = LocalDirectory.TryOpen(path, out var directory);
        if (directory is not null)
            _roots.Add(directory);
        return _parents[path] = (directory, error);
    }

    private void AddAll(LocalDirectory root, string folder, LocalDirectory directory, string shown)
    {
        foreach (var (name, kind) in Entries(directory, shown))
        {
            var path = Path.Combine(shown, name);
            if (kind == LocalKind.Link)
                _links.Add(path);
            else if (kind != LocalKind.Directory)
                Add(new SourcePath(path, root, folder, name));
            else if (!IsInStore(path, _store))
                AddBelow(root, $"{folder}{name}/", directory, name, path);
        }
    }

    private void AddBelow(LocalDirectory root, string folder, LocalDirectory parent, string name, string shown)
    {
        var error = parent.TryOpenDirectory(name, out var directory);
        if (directory is null)
        {
            if (error.Fault == LocalFault.Link)
                _links.Add(shown);
            else
                _failures.Add(new(shown, error.ToException("open the directory").Message));
            return;
        }
        using (directory)
            AddAll(root, folder, directory, shown);
    }

    private IEnumerable<(string Name, LocalKind Kind)> Entries(LocalDirectory directory, string shown)
    {
        try
        {
            var entries = directory.List();
            return Enumerable
                .Range(0, entries.Count)
                .Select(i => (Name: entries.NameOf(i), Kind: entries.KindOf(i)))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal);
        }
        catch (StoreException e)
        {
            _failures.Add(new(shown, e.Message));
            return [];
        }
    }

    private void Add(SourcePath path)
    {
        if (_seen.Add(Path.GetFullPath(path.Shown)))
            _locations.Add(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var root in _roots)
            root.Dispose();
    }
}
