namespace Integrity.Storage.Local;

/// <summary>
/// Opens files and directories below a root by path, one name at a time, without following links. Recently used
/// directories stay open, up to a maximum. They may have been replaced since, so a name missing there is looked up
/// again from the root. Thread-safe.
/// </summary>
/// <param name="root">The path of the root. Links in it are followed, because the user chose it.</param>
internal sealed class LocalTree(string root)
{
    private const int MaxCached = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CachedDirectory> _cached = new(StringComparer.Ordinal);
    private long _now;

    /// <summary>Opens a directory. The caller disposes it.</summary>
    /// <param name="path">A relative path, ending in a slash; empty for the root.</param>
    /// <param name="directory">The directory.</param>
    public LocalError TryOpenDirectory(ReadOnlySpan<char> path, out LocalDirectory? directory)
    {
        var error = LocalDirectory.TryOpen(root, out directory);
        while (!path.IsEmpty && directory is not null)
        {
            var end = path.IndexOf('/');
            if (end < 0)
                end = path.Length;
            var parent = directory;
            error = parent.TryOpenDirectory(path[..end].ToString(), out directory);
            parent.Dispose();
            path = end == path.Length ? [] : path[(end + 1)..];
        }
        return error;
    }

    /// <summary>Opens a regular file for reading, and its directory. The caller disposes both.</summary>
    public LocalError TryOpenFile(string path, out LocalDirectory? directory, out LocalFile? file)
    {
        var (folder, name) = Split(path);
        directory = TryGetCached(folder);
        if (directory is not null)
        {
            if (directory.TryOpenFile(name, out file).Fault == LocalFault.None)
                return default;
            Evict(folder, directory);
        }
        file = null;
        var error = TryOpenDirectory(folder, out directory);
        // Nothing can exist below a pipe or device.
        if (directory is null)
            return error.Fault == LocalFault.Special ? new LocalError(LocalFault.Absent) : error;
        error = directory.TryOpenFile(name, out file);
        if (file is not null)
        {
            Cache(folder, directory);
            return default;
        }
        directory.Dispose();
        directory = null;
        return error;
    }

    /// <summary>Returns the status of a path without following links; <c>null</c> if it does not exist.</summary>
    /// <exception cref="StoreException">The path contains a link or cannot be accessed.</exception>
    public LocalStatus? Find(string path)
    {
        var (folder, name) = Split(path);
        if (TryGetCached(folder) is { } cached)
        {
            if (cached.Find(name) is { } known)
            {
                cached.Dispose();
                return known;
            }
            Evict(folder, cached);
        }
        var error = TryOpenDirectory(folder, out var directory);
        if (directory is null)
            return error.Fault is LocalFault.Absent or LocalFault.OtherKind or LocalFault.Special
                ? null
                : throw error.ToException($"access {path}");
        using (directory)
        {
            var status = directory.Find(name);
            if (status is not null)
                Cache(folder, directory);
            return status;
        }
    }

    private static (string Folder, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        return (path[..slash], path[slash..]);
    }

    private LocalDirectory? TryGetCached(string folder)
    {
        lock (_lock)
        {
            if (!_cached.TryGetValue(folder, out var cached))
                return null;
            cached.LastUse = ++_now;
            return cached.Directory.AddReference();
        }
    }

    private void Cache(string folder, LocalDirectory directory)
    {
        lock (_lock)
        {
            if (_cached.Remove(folder, out var older))
                older.Directory.Dispose();
            else if (_cached.Count == MaxCached)
                Remove(_cached.MinBy(cached => cached.Value.LastUse).Key);
            _cached.Add(folder, new CachedDirectory(directory.AddReference()) { LastUse = ++_now });
        }
    }

    private void Evict(string folder, LocalDirectory directory)
    {
        lock (_lock)
        {
            if (_cached.TryGetValue(folder, out var cached) && cached.Directory == directory)
                Remove(folder);
        }
        directory.Dispose();
    }

    private void Remove(string folder)
    {
        _cached.Remove(folder, out var cached);
        cached!.Directory.Dispose();
    }

    private sealed class CachedDirectory(LocalDirectory directory)
    {
        public LocalDirectory Directory => directory;

        public long LastUse { get; set; }
    }
}
