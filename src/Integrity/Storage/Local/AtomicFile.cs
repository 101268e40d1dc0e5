using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Writes a file completely or not at all: whoever reads it, also after a crash, sees the old file or the new one. The
/// content is written under a temporary name in the same directory, brought to the disk, and renamed. All of that
/// happens
/// in the directory that is open, wherever its path leads by then.
/// </summary>
public static class AtomicFile
{
    private const int BufferSize = 64 << 10;

    /// <summary>Writes a file that the user named. A file of that name is replaced, and so is a link itself.</summary>
    /// <param name="path">The file. Links on the way to its directory are followed.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It cannot be written, or is a directory, a pipe or a device.</exception>
    public static async Task ReplaceAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var directory = OpenDirectoryOf(path, out var name);
        if (directory.Find(name)?.Kind is LocalKind.Special or LocalKind.Directory)
            throw new IOException("it is a directory, a pipe or a device, not a file");
        await WriteAsync(directory, name, write, replaces: true).ConfigureAwait(false);
    }

    /// <summary>Writes a file that the user named.</summary>
    /// <param name="path">The file. Links on the way to its directory are followed.</param>
    /// <param name="content">The content.</param>
    /// <param name="replaces">Whether a file of that name is replaced.</param>
    /// <param name="isPrivate">Whether only its owner may read it.</param>
    /// <exception cref="IOException">It cannot be written, or exists.</exception>
    internal static void Write(string path, byte[] content, bool replaces, bool isPrivate)
    {
        using var directory = OpenDirectoryOf(path, out var name);
        if (!Write(directory, name, file => RandomAccess.Write(file, content, 0), replaces, isPrivate))
            throw new IOException($"{path} exists");
    }

    /// <summary>
    /// Writes a file into an open directory; <c>false</c> when anything has the name and is not to be replaced.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static bool Write(
        LocalDirectory directory,
        string name,
        Action<SafeFileHandle> write,
        bool replaces,
        bool isPrivate = false
    )
    {
        // a file without a name is seen by nobody until it is complete, and a crash leaves nothing
        if (WriteUnnamed(directory, name, write, isPrivate) is { } isNew && (isNew || !replaces))
            return isNew;
        var temporary = NewName();
        try
        {
            using (var file = Create(directory, temporary, isPrivate))
            {
                write(file);
                RandomAccess.FlushToDisk(file);
            }
            return Place(directory, temporary, name, replaces);
        }
        finally
        {
            Delete(directory, temporary);
        }
    }

    /// <summary>
    /// Deletes a file. One that cannot be deleted stays: an error here would hide why the write failed.
    /// </summary>
    internal static void Delete(LocalDirectory directory, string name)
    {
        try
        {
            directory.Delete(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // see above
        }
    }

    /// <summary>
    /// Whether the file got the name, which is free then; <c>null</c> where the file system has no files without a name.
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
            // /proc is not mounted, through which such a file gets its name
            return null;
        }
        directory.Flush();
        return true;
    }

    private static async Task WriteAsync(LocalDirectory directory, string name, Func<Stream, Task> write, bool replaces)
    {
        var temporary = NewName();
        try
        {
            var created = Create(directory, temporary, isPrivate: false);
            var file = new FileStream(created, FileAccess.Write, BufferSize);
            await using (file.ConfigureAwait(false))
            {
                await write(file).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            Place(directory, temporary, name, replaces);
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

    private static string NewName() => $".{Guid.NewGuid():N}{LocalWrite.Unfinished}";

    private static SafeFileHandle Create(LocalDirectory directory, string name, bool isPrivate) =>
        directory.CreateFile(name, isPrivate) ?? throw new IOException($"{name} exists");

    private static bool Place(LocalDirectory directory, string temporary, string name, bool replaces)
    {
        if (replaces)
            directory.Rename(temporary, directory, name);
        else if (!directory.RenameOnce(temporary, directory, name))
            return false;
        directory.Flush();
        return true;
    }
}
