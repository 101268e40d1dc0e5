using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Writes an object and its sidecar atomically: after a crash or power failure, both exist or the object does not. The
/// sidecar is written first. A sidecar without its object is not an object, and the next write of the object replaces
/// it. The object appears under its name in one step, complete and flushed to disk.
/// <para>
/// Directories are opened from the root down for each write, without following links, so nothing is written elsewhere
/// even if directories are renamed meanwhile.
/// </para>
/// Writes with a sidecar hold an exclusive lock on the directory, other writes a shared one. The holder of the
/// exclusive lock therefore knows that temporary files belong to killed writers.
/// </summary>
internal static class LocalWrite
{
    /// <summary>The suffix of temporary files. A killed writer leaves one behind.</summary>
    public const string Unfinished = ".ctverify-unfinished";

    private const int CopySize = 128 << 10;

    /// <summary>Writes an object. Returns <c>false</c> if its name exists.</summary>
    /// <param name="root">The directory that the user named. It is created if it is missing.</param>
    /// <param name="path">The path of the object below it.</param>
    /// <param name="content">The content of the object.</param>
    /// <param name="metadata">The metadata; if empty, no sidecar is written.</param>
    /// <exception cref="StoreException">The object cannot be written. Nothing of it is visible.</exception>
    public static bool WriteOnce(
        string root,
        string path,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata
    ) => WriteOnce(root, path, file => RandomAccess.Write(file, content.Span, 0), metadata);

    /// <summary>Writes an object from a stream, in chunks. Returns <c>false</c> if its name exists.</summary>
    /// <exception cref="StoreException">The object cannot be written. Nothing of it is visible.</exception>
    public static bool WriteOnce(
        string root,
        string path,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    ) => WriteOnce(root, path, file => Copy(content, file, cancellationToken), metadata);

    /// <summary>
    /// Deletes temporary files of killed writers in a directory, unless someone is writing there. Needed for writes
    /// without metadata, which do not do that themselves.
    /// </summary>
    /// <param name="root">The directory that the user named.</param>
    /// <param name="folder">The path of the directory below it, ending in a slash.</param>
    public static void DeleteLeftovers(string root, string folder)
    {
        try
        {
            new LocalTree(root).TryOpenDirectory(folder, out var directory);
            using (directory)
            {
                if (directory is not null && directory.Lock(isShared: false, waits: false))
                    DeleteUnfinished(directory);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ignored: leftover files do no harm, and the write itself reports missing permissions.
        }
    }

    private static bool WriteOnce(
        string root,
        string path,
        Action<SafeFileHandle> write,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        var slash = path.LastIndexOf('/') + 1;
        var (folder, name) = (path[..slash], path[slash..]);
        try
        {
            using var directory = OpenOrCreate(root, folder);
            if (Exists(directory, name))
                return false;
            using var writeLock =
                metadata.Count == 0
                    ? DirectoryWriteLock.AcquireShared(directory)
                    : DirectoryWriteLock.Acquire(directory);
            if (metadata.Count > 0)
            {
                // This is the only writer, so temporary files belong to killed writers.
                DeleteUnfinished(directory);
                if (Exists(directory, name))
                    return false;
                var sidecar = MetadataSidecar.Write(metadata);
                AtomicFile.Write(
                    directory,
                    name + MetadataSidecar.Ending,
                    file => RandomAccess.Write(file, sidecar, 0),
                    replaces: true
                );
            }
            return AtomicFile.Write(directory, name, write, replaces: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"cannot write {Path.Join(root, path)}: {e.Message}",
                "check the permissions of the directory and the free disk space",
                e
            );
        }
    }

    private static LocalDirectory OpenOrCreate(string root, string folder)
    {
        if (!Directory.Exists(root))
            Directory.CreateDirectory(root);
        using var opened = LocalDirectory.Open(root);
        return opened.CreateDirectories(folder);
    }

    /// <exception cref="StoreException">The name is a link.</exception>
    private static bool Exists(LocalDirectory directory, string name) =>
        directory.Find(name)?.Kind switch
        {
            null => false,
            LocalKind.Link => throw new LocalError(LocalFault.Link).ToException("write the file"),
            _ => true,
        };

    private static void Copy(Stream content, SafeFileHandle file, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopySize];
        content.Position = 0;
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RandomAccess.Write(file, buffer.AsSpan(0, read), content.Position - read);
        }
    }

    private static void DeleteUnfinished(LocalDirectory directory)
    {
        var entries = directory.List();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries.KindOf(i) != LocalKind.File)
                continue;
            var name = entries.NameOf(i);
            if (name.EndsWith(Unfinished, StringComparison.Ordinal))
                AtomicFile.Delete(directory, name);
        }
    }
}
