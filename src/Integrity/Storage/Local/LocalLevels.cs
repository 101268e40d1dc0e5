namespace Integrity.Storage.Local;

/// <summary>
/// The directories through which a listing is on its way, the innermost one last. Only the outer ones stay open, so
/// that no depth uses up the descriptors of the process.
/// </summary>
internal sealed class LocalLevels : IDisposable
{
    private const int MostOpen = 16;

    private readonly List<Level> _levels = [];

    /// <summary>The innermost level; <c>null</c> at the end.</summary>
    public Level? Current => _levels.Count > 0 ? _levels[^1] : null;

    /// <summary>Goes into a directory. It is disposed when it is left, or at once when too many are open.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="folder">Its key, with a slash at the end; empty for the root of the bucket.</param>
    /// <param name="beginning">How the names must begin.</param>
    /// <param name="startAfter">Only later keys are listed; <c>null</c> for all.</param>
    /// <exception cref="StoreException">It cannot be listed.</exception>
    public void Enter(LocalDirectory directory, string folder, string beginning, string? startAfter)
    {
        using var held = directory;
        var entries = directory.List();
        var kept = _levels.Count < MostOpen ? directory.Hold() : null;
        _levels.Add(new Level(kept, entries, folder, beginning, startAfter));
    }

    /// <summary>
    /// Goes into the directory at which the innermost level stands, unless nothing in it comes behind the marker; the
    /// problem when it cannot be listed.
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

    /// <summary>Opens a directory of the innermost level, by way of the innermost one that is open.</summary>
    private LocalDirectory? Open(string name)
    {
        var last = Math.Min(_levels.Count, MostOpen) - 1;
        var at = _levels[last].Directory!.Hold();
        for (var i = last; i < _levels.Count; i++)
        {
            using var parent = at;
            if (parent.OpenDirectory(i == _levels.Count - 1 ? name : _levels[i].Name) is not { } next)
                return null;
            at = next;
        }
        return at;
    }

    /// <summary>A directory of which the entries are listed one after the other.</summary>
    internal sealed class Level
    {
        private readonly LocalEntries _entries;
        private readonly string _beginning;
        private readonly string? _startAfter;
        private readonly int _first;
        private int _at = -1;

        public Level(
            LocalDirectory? directory,
            LocalEntries entries,
            string folder,
            string beginning,
            string? startAfter
        )
        {
            (Directory, _entries, Folder, _beginning, Path) = (directory, entries, folder, beginning, "");
            _startAfter =
                startAfter is not null && ObjectPathOrder.Instance.Compare(startAfter, folder) > 0 ? startAfter : null;
            // what comes before the name in which the marker lies comes before the marker
            if (_startAfter?.StartsWith(folder, StringComparison.Ordinal) == true)
                _first = entries.FirstFrom(_startAfter.AsSpan(folder.Length, NameLength(_startAfter, folder.Length)));
        }

        public LocalDirectory? Directory { get; }

        /// <summary>The key of the directory.</summary>
        public string Folder { get; }

        /// <summary>The key of the entry at which it stands.</summary>
        public string Path { get; private set; }

        /// <summary>The name of that entry.</summary>
        public string Name => Path[Folder.Length..];

        public LocalKind Kind => _entries.KindOf(_at);

        /// <summary>Whether the entry is the metadata of an object beside it.</summary>
        public bool IsSidecar =>
            Kind == LocalKind.File
            && Path.EndsWith(MetadataSidecar.Ending, StringComparison.Ordinal)
            && ReservedNames.IsSidecar(Name, _entries.HasFile);

        /// <summary>Goes on to the next entry that is listed.</summary>
        public bool MoveNext()
        {
            while (++_at < _entries.Count)
            {
                // before the marker only what could be a directory can hold keys behind it
                if (_at < _first && Kind is LocalKind.File or LocalKind.Special)
                    continue;
                Path = _entries.PathOf(Folder, _at);
                if (!Path.AsSpan(Folder.Length).StartsWith(_beginning, StringComparison.Ordinal))
                    continue;
                if (_startAfter is null)
                    return true;
                var isBehind = Kind is LocalKind.File or LocalKind.Special
                    ? ObjectPathOrder.Instance.Compare(Path, _startAfter) > 0
                    : CanHold(Path + "/", _startAfter);
                if (isBehind)
                    return true;
            }
            return false;
        }

        /// <summary>Whether a directory can hold keys behind the marker.</summary>
        public static bool CanHold(string folder, string? startAfter) =>
            startAfter is null
            || ObjectPathOrder.Instance.Compare(folder, startAfter) > 0
            || startAfter.StartsWith(folder, StringComparison.Ordinal);

        private static int NameLength(string path, int start) =>
            path.IndexOf('/', start) is >= 0 and var slash ? slash - start : path.Length - start;
    }
}
