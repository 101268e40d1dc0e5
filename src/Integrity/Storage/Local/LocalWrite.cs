using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Writes a file and its sidecar so that a crash or a power cut at any moment leaves either both or, seen from outside,
/// neither: the sidecar comes first, and a sidecar without its object is not an object. The object appears under its
/// name
/// in one step, complete and on the disk, and stays there from then on. A sidecar that a crash left alone is replaced
/// by
/// the next write of its object.
/// <para>
/// Directories are opened from the root down for each write, and links are not followed: nothing is written elsewhere,
/// whatever is renamed or replaced meanwhile.
/// </para>
/// Files with a sidecar are written in turns, others side by side but never beside a turn: so whoever has the turn
/// knows
/// that unfinished files are of writers that were killed.
/// </summary>
internal static class LocalWrite
{
    /// <summary>The ending of files that are being written. A writer that was killed leaves one behind.</summary>
    public const string Unfinished = ".ctverify-unfinished";

    private const int CopySize = 128 << 10;

    /// <summary>Writes an object; <c>false</c> when anything has its name.</summary>
    /// <param name="root">The directory that the user named. It is made when it is missing.</param>
    /// <param name="path">The path of the object below it.</param>
    /// <param name="content">The content.</param>
    /// <param name="metadata">The metadata; when it is empty, there is no sidecar.</param>
    /// <exception cref="StoreException">It cannot be written; nothing of it is visible.</exception>
    public static bool Once(
        string root,
        string path,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata
    ) => Once(root, path, file => RandomAccess.Write(file, content.Span, 0), metadata);

    /// <summary>Writes all of a stream, in pieces, as the other method does.</summary>
    /// <exception cref="StoreException">It cannot be written; nothing of it is visible.</exception>
    public static bool Once(
        string root,
        string path,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken
    ) => Once(root, path, file => Copy(content, file, cancellationToken), metadata);

    /// <summary>
    /// Deletes what writers that were killed left in a directory, unless somebody writes there now. A file without
    /// metadata is written without a turn, side by side with others, so its writer does not look each time.
    /// </summary>
    /// <param name="root">The directory that the user named.</param>
    /// <param name="folder">The path of the directory below it, with a slash at its end.</param>
    public static void Tidy(string root, string folder)
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
            // what is left is no object; whether the directory can be written to, the write shows
        }
    }

    private static bool Once(
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
            using var directory = OpenOrMake(root, folder);
            if (IsTaken(directory, name))
                return false;
            using var turn = metadata.Count == 0 ? LocalTurn.Share(directory) : LocalTurn.Take(directory);
            if (metadata.Count > 0)
            {
                // who has the turn is the only writer, so these are of writers that were killed
                DeleteUnfinished(directory);
                if (IsTaken(directory, name))
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
                $"{Path.Join(root, path)} cannot be written: {e.Message}",
                "check the permissions of the folder and the room on the disk",
                e
            );
        }
    }

    private static LocalDirectory OpenOrMake(string root, string folder)
    {
        if (!Directory.Exists(root))
            Directory.CreateDirectory(root);
        using var opened = LocalDirectory.Open(root);
        return opened.CreateDirectories(folder);
    }

    /// <exception cref="StoreException">A link has the name.</exception>
    private static bool IsTaken(LocalDirectory directory, string name) =>
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
