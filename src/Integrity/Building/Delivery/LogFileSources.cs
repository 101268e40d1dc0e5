using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>
/// The files that a user names by files and directories: each once, those of a directory in the order of their names,
/// with those of the directories below. The directories that were named stay open, and everything below is reached from
/// there.
/// </summary>
public sealed class LogFileSources : IDisposable
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LocalDirectory? Directory, LocalError Error)> _parents = new(
        StringComparer.Ordinal
    );
    private readonly List<LocalDirectory> _roots = [];
    private readonly List<LogFilePlace> _places = [];
    private readonly List<KeyValuePair<string, string>> _failures = [];
    private readonly List<string> _links = [];
    private readonly string? _store;

    private LogFileSources(string? store) => _store = store;

    /// <summary>The paths of the files, as they were given.</summary>
    public IReadOnlyList<string> Paths => [.. _places.Select(place => place.Shown)];

    /// <summary>Directories that cannot be listed, and why.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Failures => _failures;

    /// <summary>
    /// Links that were found in directories. They are not followed: who can write to a directory of log files must not
    /// choose what else is read.
    /// </summary>
    public IReadOnlyList<string> Links => _links;

    internal IReadOnlyList<LogFilePlace> Places => _places;

    /// <summary>Looks for files.</summary>
    /// <param name="given">Files and directories.</param>
    /// <param name="store">The directory to which is delivered, which is left out; <c>null</c> when it is none.</param>
    public static LogFileSources Find(IEnumerable<string> given, string? store)
    {
        ArgumentNullException.ThrowIfNull(given);
        var sources = new LogFileSources(store);
        foreach (var path in given)
            sources.AddNamed(path, expandsDirectories: true);
        return sources;
    }

    /// <summary>Files alone: a directory is an error of that one entry.</summary>
    internal static LogFileSources OfFiles(IEnumerable<string> paths)
    {
        var sources = new LogFileSources(store: null);
        foreach (var path in paths)
            sources.AddNamed(path, expandsDirectories: false);
        return sources;
    }

    /// <summary>Whether a path lies in the store.</summary>
    /// <param name="path">The path of a file or directory.</param>
    /// <param name="store">The directory to which is delivered; <c>null</c> when it is none.</param>
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
            _places.Add(new LogFilePlace(path, null, "", path, new LocalError(LocalFault.Absent)));
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
            _places.Add(new LogFilePlace(path, directory, "", name, error));
        }
    }

    /// <summary>
    /// The directory that a path names; <c>null</c> when it names none. A link is followed only where a slash at the
    /// end
    /// says that what it leads to is meant.
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
                Add(new LogFilePlace(path, root, folder, name));
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

    private void Add(LogFilePlace place)
    {
        if (_seen.Add(Path.GetFullPath(place.Shown)))
            _places.Add(place);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var root in _roots)
            root.Dispose();
    }
}
