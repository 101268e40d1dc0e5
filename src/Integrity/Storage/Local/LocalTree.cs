namespace Integrity.Storage.Local;

/// <summary>
/// Opens files and directories below a root by path, one name at a time, without following links. Recently used
/// directories stay open, up to a maximum. They may have been replaced since, so a name missing there is looked up
/// again from the root. Thread-safe.
/// </summary>
/// <param name="root">The path of the root. Links in it are followed, because the user chose it.</param>
internal sealed class LocalTree(string root)
{
    private const int MostHeld = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
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
        directory = Hold(folder);
        if (directory is not null)
        {
            if (directory.TryOpenFile(name, out file).Fault == LocalFault.None)
                return default;
            Forget(folder, directory);
        }
        file = null;
        var error = TryOpenDirectory(folder, out directory);
        // Nothing can exist below a pipe or device.
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

    /// <summary>Returns the status of a path without following links; <c>null</c> if it does not exist.</summary>
    /// <exception cref="StoreException">The path contains a link or cannot be accessed.</exception>
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
                : throw error.ToException($"access {path}");
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
