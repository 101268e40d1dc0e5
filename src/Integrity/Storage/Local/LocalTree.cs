namespace Integrity.Storage.Local;

/// <summary>
/// Finds directories and files below a root by their paths, one name after the other from the root down, without
/// following a link. Directories in which files were opened lately stay open, up to a bound. One of them may have been
/// replaced since, so whatever is not found in it is looked for again from the root. Safe for use by several threads at
/// once.
/// </summary>
/// <param name="root">
/// The path of the root. Links on its own path are followed: whoever runs the program chose it.
/// </param>
internal sealed class LocalTree(string root)
{
    private const int MostHeld = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private long _now;

    /// <summary>Opens a directory; the caller disposes it.</summary>
    /// <param name="path">
    /// Names with slashes between them and, if it is not empty, at the end; empty for the root.
    /// </param>
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

    /// <summary>
    /// Opens a regular file for reading, and the directory in which it lies; the caller disposes both.
    /// </summary>
    public LocalError TryOpenFile(string path, out LocalDirectory? directory, out LocalFile? file)
    {
        var (folder, name) = Split(path);
        directory = Hold(folder);
        if (directory is not null)
        {
            if (directory.TryOpenFile(name, out file).Fault == LocalFault.None)
                return default;
            Forget(folder, directory);
        }
        file = null;
        var error = TryOpenDirectory(folder, out directory);
        // nothing lies below a file, a pipe or a device
        if (directory is null)
            return error.Fault == LocalFault.Special ? new LocalError(LocalFault.Absent) : error;
        error = directory.TryOpenFile(name, out file);
        if (file is not null)
        {
            Keep(folder, directory);
            return default;
        }
        directory.Dispose();
        directory = null;
        return error;
    }

    /// <summary>What lies at a path, links not followed; <c>null</c> when nothing does.</summary>
    /// <exception cref="StoreException">A link lies on the way, or it cannot be looked at.</exception>
    public LocalStatus? Find(string path)
    {
        var (folder, name) = Split(path);
        if (Hold(folder) is { } held)
        {
            if (held.Find(name) is { } known)
            {
                held.Dispose();
                return known;
            }
            Forget(folder, held);
        }
        var error = TryOpenDirectory(folder, out var directory);
        if (directory is null)
            return error.Fault is LocalFault.Absent or LocalFault.OtherKind or LocalFault.Special
                ? null
                : throw error.ToException($"look at {path}");
        using (directory)
        {
            var status = directory.Find(name);
            if (status is not null)
                Keep(folder, directory);
            return status;
        }
    }

    private static (string Folder, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        return (path[..slash], path[slash..]);
    }

    private LocalDirectory? Hold(string folder)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(folder, out var held))
                return null;
            held.LastUse = ++_now;
            return held.Directory.Hold();
        }
    }

    private void Keep(string folder, LocalDirectory directory)
    {
        lock (_lock)
        {
            if (_held.Remove(folder, out var older))
                older.Directory.Dispose();
            else if (_held.Count == MostHeld)
                Drop(_held.MinBy(held => held.Value.LastUse).Key);
            _held.Add(folder, new Held(directory.Hold()) { LastUse = ++_now });
        }
    }

    private void Forget(string folder, LocalDirectory directory)
    {
        lock (_lock)
        {
            if (_held.TryGetValue(folder, out var held) && held.Directory == directory)
                Drop(folder);
        }
        directory.Dispose();
    }

    private void Drop(string folder)
    {
        _held.Remove(folder, out var held);
        held!.Directory.Dispose();
    }

    private sealed class Held(LocalDirectory directory)
    {
        public LocalDirectory Directory => directory;

        public long LastUse { get; set; }
    }
}
