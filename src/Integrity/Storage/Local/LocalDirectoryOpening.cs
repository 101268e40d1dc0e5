using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>Opens files and directories, creating missing ones.</summary>
internal sealed unsafe partial class LocalDirectory
{
    private const int NoLock = 8;

    /// <summary>Opens a directory below this one. Creates missing directories and flushes them to disk.</summary>
    /// <param name="path">A relative path; empty or ending in a slash.</param>
    /// <exception cref="IOException">A directory cannot be created or opened, or a file has its name.</exception>
    public LocalDirectory CreateDirectories(string path)
    {
        var directory = AddReference();
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = directory;
            if (parent.TryOpenDirectory(name, out var below).Fault == LocalFault.Absent)
            {
                below = parent.CreateDirectory(name);
                parent.Flush();
            }
            directory = below ?? parent.CreateDirectory(name);
        }
        return directory;
    }

    /// <summary>
    /// Opens a file for reading and writing and locks it for this process. Creates it if it is missing.
    /// </summary>
    /// <exception cref="IOException">
    /// The file cannot be opened, is a link, pipe or device, or is locked by another process.
    /// </exception>
    public FileStream OpenForAppending(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            if (Find(name) is { Kind: not LocalKind.File })
                throw new IOException("it is not a regular file");
            var path = WindowsPath(name);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        Encode(name, bytes);
        var descriptor = UnixCalls.Create(Descriptor, bytes, UnixCalls.ToReadAndWrite, Public);
        if (descriptor < 0)
            throw LocalError.Write($"open {Join(name)}", Marshal.GetLastPInvokeError());
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (
            UnixCalls.StatusOf(descriptor) is { Kind: LocalKind.File }
            && UnixCalls.Lock(descriptor, ExclusiveLock | AtOnce) == 0
        )
            return new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
        handle.Dispose();
        throw new IOException("it is not a regular file, or another process writes to it");
    }

    /// <summary>
    /// Releases the lock of a file from <see cref="OpenForAppending"/> or <see cref="OpenToShare"/>. Call it before
    /// closing, because a child process can hold a copy of the descriptor a moment longer.
    /// </summary>
    public static void Unlock(FileStream file)
    {
        if (!OperatingSystem.IsWindows())
            _ = UnixCalls.Lock((int)file.SafeFileHandle.DangerousGetHandle(), NoLock);
    }

    /// <summary>Opens a file for reading, with a shared lock.</summary>
    /// <exception cref="IOException">
    /// The file cannot be opened, is a link, pipe or device, or is being written by another process.
    /// </exception>
    public FileStream OpenToShare(string name)
    {
        if (OperatingSystem.IsWindows())
            return new FileStream(WindowsPath(name), FileMode.Open, FileAccess.Read, FileShare.Read);
        var file = OpenFile(name) ?? throw new IOException("it is not a regular file");
        if (UnixCalls.Lock((int)file.Handle.DangerousGetHandle(), SharedLock | AtOnce) == 0)
            return new FileStream(file.Handle, FileAccess.Read);
        file.Dispose();
        throw new IOException("another process writes to it");
    }
}
