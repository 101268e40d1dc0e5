namespace Integrity.Storage.Local;

/// <summary>
/// The stack of directories that a listing is traversing. Only the outermost ones stay open, so that deep trees do not
/// exhaust file descriptors.
/// </summary>
internal sealed class DirectoryStack : IDisposable
{
    private const int MaxOpen = 16;

    private readonly List<Level> _levels = [];

    /// <summary>The innermost directory; <c>null</c> at the end of the listing.</summary>
    public Level? Current => _levels.Count > 0 ? _levels[^1] : null;

    /// <summary>Enters a directory. Takes ownership of it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="folder">
    /// The object path of the directory, ending in a slash; empty for the root of the bucket.
    /// </param>
    /// <param name="namePrefix">The prefix of the names to list.</param>
    /// <param name="startAfter">The object path after which the listing starts; <c>null</c> for the first one.</param>
    /// <exception cref="StoreException">The directory cannot be listed.</exception>
    public void Enter(LocalDirectory directory, string folder, string namePrefix, string? startAfter)
    {
        using var held = directory;
        var entries = directory.List();
        var open = _levels.Count < MaxOpen ? directory.AddReference() : null;
        _levels.Add(new Level(open, entries, folder, namePrefix, startAfter));
    }

    /// <summary>
    /// Enters the current directory of a level, unless everything in it sorts before <paramref name="startAfter"/>.
    /// Returns the problem if it cannot be listed.
    /// </summary>
    public StoreException? TryEnter(Level level, string folder, string? startAfter)
    {
        if (!Level.CanHold(folder, startAfter))
            return null;
        try
        {
            if (Open(level.Name) is not { } directory)
                return null;
            Enter(directory, folder, "", startAfter);
            return null;
        }
        catch (StoreException e)
        {
            return e;
        }
    }

    public void Leave()
    {
        _levels[^1].Directory?.Dispose();
        _levels.RemoveAt(_levels.Count - 1);
    }

    public void Dispose()
    {
        while (_levels.Count > 0)
            Leave();
    }

    /// <summary>Opens a subdirectory of the innermost level, starting from the innermost open directory.</summary>
    private LocalDirectory? Open(string name)
    {
        var last = Math.Min(_levels.Count, MaxOpen) - 1;
        var at = _levels[last].Directory!.AddReference();
        for (var i = last; i < _levels.Count; i++)
        {
            using var parent = at;
            if (parent.OpenDirectory(i == _levels.Count - 1 ? name : _levels[i].Name) is not { } next)
                return null;
            at = next;
        }
        return at;
    }

    /// <summary>A directory being listed, with a cursor.</summary>
    internal sealed class Level
    {
        private readonly LocalEntries _entries;
        private readonly string _namePrefix;
        private readonly string? _startAfter;
        private readonly int _first;
        private int _at = -1;

        public Level(
            LocalDirectory? directory,
            LocalEntries entries,
            string folder,
            string namePrefix,
            string? startAfter
        )
        {
            (Directory, _entries, Folder, _namePrefix, Path) = (directory, entries, folder, namePrefix, "");
            _startAfter =
                startAfter is not null && ObjectPathOrder.Instance.Compare(startAfter, folder) > 0 ? startAfter : null;
            // Skip the names before that of the start path.
            if (_startAfter?.StartsWith(folder, StringComparison.Ordinal) == true)
                _first = entries.FirstFrom(_startAfter.AsSpan(folder.Length, NameLength(_startAfter, folder.Length)));
        }

        public LocalDirectory? Directory { get; }

        /// <summary>The object path of the directory.</summary>
        public string Folder { get; }

        /// <summary>The object path of the current entry.</summary>
        public string Path { get; private set; }

        /// <summary>The name of the current entry.</summary>
        public string Name => Path[Folder.Length..];

        public LocalKind Kind => _entries.KindOf(_at);

        /// <summary>Whether the current entry is the metadata of an object beside it.</summary>
        public bool IsSidecar =>
            Kind == LocalKind.File
            && Path.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal)
            && ReservedNames.IsSidecar(Name, _entries.HasFile);

        /// <summary>Moves to the next entry to list.</summary>
        public bool MoveNext()
        {
            while (++_at < _entries.Count)
            {
                // Before the start path, only a directory can contain later paths.
                if (_at < _first && Kind is LocalKind.File or LocalKind.Special)
                    continue;
                Path = _entries.PathOf(Folder, _at);
                if (!Path.AsSpan(Folder.Length).StartsWith(_namePrefix, StringComparison.Ordinal))
                    continue;
                if (_startAfter is null)
                    return true;
                var isAfter = Kind is LocalKind.File or LocalKind.Special
                    ? ObjectPathOrder.Instance.Compare(Path, _startAfter) > 0
                    : CanHold(Path + "/", _startAfter);
                if (isAfter)
                    return true;
            }
            return false;
        }

        /// <summary>Returns whether a directory can contain paths after <paramref name="startAfter"/>.</summary>
        public static bool CanHold(string folder, string? startAfter) =>
            startAfter is null
            || ObjectPathOrder.Instance.Compare(folder, startAfter) > 0
            || startAfter.StartsWith(folder, StringComparison.Ordinal);

        private static int NameLength(string path, int start) =>
            path.IndexOf('/', start) is >= 0 and var slash ? slash - start : path.Length - start;
    }
}
