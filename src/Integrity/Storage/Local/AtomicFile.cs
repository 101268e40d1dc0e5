using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Writes files atomically: at any time, even after a crash, readers see either the old file or the new one. The
/// content goes to a temporary file in the same directory, is flushed to disk, and is then renamed. All steps use the
/// open directory, even if its path changes meanwhile.
/// </summary>
internal static class AtomicFile
{
    private const int BufferSize = 64 << 10;

    /// <summary>Writes a file that the user named. Replaces an existing file or link.</summary>
    /// <param name="path">The path of the file. Links in the path of its directory are followed.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">
    /// The file cannot be written, or the path is a directory, pipe or device.
    /// </exception>
    public static async Task ReplaceAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var directory = OpenDirectoryOf(path, out var name);
        if (directory.Find(name)?.Kind is LocalKind.Special or LocalKind.Directory)
            throw new IOException("it is a directory, pipe or device, not a file");
        await WriteAsync(directory, name, write, replaces: true).ConfigureAwait(false);
    }

    /// <summary>Writes a file that the user named.</summary>
    /// <param name="path">The path of the file. Links in the path of its directory are followed.</param>
    /// <param name="content">The content.</param>
    /// <param name="replaces">Whether to replace an existing file.</param>
    /// <param name="isPrivate">Whether only the owner may read the file.</param>
    /// <exception cref="IOException">The file cannot be written, or it exists.</exception>
    internal static void Write(string path, byte[] content, bool replaces, bool isPrivate)
    {
        using var directory = OpenDirectoryOf(path, out var name);
        if (!Write(directory, name, file => RandomAccess.Write(file, content, 0), replaces, isPrivate))
            throw new IOException($"{path} exists");
    }

    /// <summary>
    /// Writes a file into an open directory. Returns <c>false</c> if the name exists and <paramref name="replaces"/> is
    /// not set.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal static bool Write(
        LocalDirectory directory,
        string name,
        Action<SafeFileHandle> write,
        bool replaces,
        bool isPrivate = false
    )
    {
        // An unnamed file is invisible until it is complete, and a crash leaves nothing behind.
        if (WriteUnnamed(directory, name, write, isPrivate) is { } isNew && (isNew || !replaces))
            return isNew;
        var temporary = NewTemporaryName();
        try
        {
            using (var file = Create(directory, temporary, isPrivate))
            {
                write(file);
                RandomAccess.FlushToDisk(file);
            }
            return MoveIntoPlace(directory, temporary, name, replaces);
        }
        finally
        {
            Delete(directory, temporary);
        }
    }

    /// <summary>Deletes a file. Ignores errors, which would hide why the write failed.</summary>
    internal static void Delete(LocalDirectory directory, string name)
    {
        try
        {
            directory.Delete(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ignored: the error of the write counts.
        }
    }

    /// <summary>
    /// Writes an unnamed file and links it. Returns <c>false</c> if the name exists, and <c>null</c> if the file system
    /// does not support unnamed files.
    /// </summary>
    private static bool? WriteUnnamed(
        LocalDirectory directory,
        string name,
        Action<SafeFileHandle> write,
        bool isPrivate
    )
    {
        using var file = directory.CreateUnnamed(isPrivate);
        if (file is null)
            return null;
        write(file);
        RandomAccess.FlushToDisk(file);
        try
        {
            if (!directory.Link(file, name))
                return false;
        }
        catch (IOException e) when (e.HResult == UnixCalls.NotFound)
        {
            // Linking needs /proc, which is not mounted.
            return null;
        }
        directory.Flush();
        return true;
    }

    private static async Task WriteAsync(LocalDirectory directory, string name, Func<Stream, Task> write, bool replaces)
    {
        var temporary = NewTemporaryName();
        try
        {
            var created = Create(directory, temporary, isPrivate: false);
            var file = new FileStream(created, FileAccess.Write, BufferSize);
            await using (file.ConfigureAwait(false))
            {
                await write(file).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            MoveIntoPlace(directory, temporary, name, replaces);
        }
        finally
        {
            Delete(directory, temporary);
        }
    }

    private static LocalDirectory OpenDirectoryOf(string path, out string name)
    {
        var full = Path.GetFullPath(path);
        name = Path.GetFileName(full);
        try
        {
            return LocalDirectory.Open(Path.GetDirectoryName(full) ?? full);
        }
        catch (StoreException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static string NewTemporaryName() => $".{Guid.NewGuid():N}{LocalWrite.Unfinished}";

    private static SafeFileHandle Create(LocalDirectory directory, string name, bool isPrivate) =>
        directory.CreateFile(name, isPrivate) ?? throw new IOException($"{name} exists");

    private static bool MoveIntoPlace(LocalDirectory directory, string temporary, string name, bool replaces)
    {
        if (replaces)
            directory.Rename(temporary, directory, name);
        else if (!directory.RenameOnce(temporary, directory, name))
            return false;
        directory.Flush();
        return true;
    }
}
