using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Writes relative to an open directory. Failures are <see cref="IOException"/>s whose <see cref="Exception.HResult"/>
/// is the system's error code (28 and 122: disk full). On Windows, writing uses paths, because an open directory cannot
/// be renamed or replaced there.
/// </summary>
internal sealed unsafe partial class LocalDirectory
{
    private const uint Public = 0x1B6;
    private const uint Private = 0x180;
    private const int NotSupported = 95;
    private const int IsDirectory = 21;

    private const int SharedLock = 1;
    private const int ExclusiveLock = 2;
    private const int AtOnce = 4;

    /// <summary>Opens a subdirectory. Creates it if it is missing.</summary>
    /// <exception cref="IOException">
    /// The directory cannot be created, or the name is not that of a directory.
    /// </exception>
    public LocalDirectory CreateDirectory(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            if (Find(name) is null)
                Directory.CreateDirectory(WindowsPath(name));
        }
        else
        {
            var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
            Encode(name, bytes);
            if (
                UnixCalls.MakeDirectory(Descriptor, bytes, 0x1FF) != 0
                && Marshal.GetLastPInvokeError() is not UnixCalls.Exists and var code
            )
                throw LocalError.Write($"create the directory {Join(name)}", code);
        }
        return OpenDirectory(name)
            ?? throw LocalError.Write($"create the directory {Join(name)}: a file has its name", UnixCalls.Exists);
    }

    /// <summary>Creates a file for writing. Returns <c>null</c> if the name exists, even as a link.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="isPrivate">Whether only the owner may read the file.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public SafeFileHandle? CreateFile(string name, bool isPrivate = false)
    {
        if (OperatingSystem.IsWindows())
            return Find(name) is null ? File.OpenHandle(WindowsPath(name), FileMode.CreateNew, FileAccess.Write) : null;
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        Encode(name, bytes);
        var descriptor = UnixCalls.Create(Descriptor, bytes, UnixCalls.ToCreate, isPrivate ? Private : Public);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        var code = Marshal.GetLastPInvokeError();
        return code == UnixCalls.Exists ? null : throw LocalError.Write($"write {Join(name)}", code);
    }

    /// <summary>
    /// Creates an unnamed file for writing. It is invisible until <see cref="Link(SafeFileHandle, string)"/>, and a
    /// crash leaves nothing behind. Returns <c>null</c> if the file system does not support that (not Linux, or a
    /// network file system).
    /// </summary>
    public SafeFileHandle? CreateUnnamed(bool isPrivate = false)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var here = stackalloc byte[2] { (byte)'.', 0 };
        var descriptor = UnixCalls.Create(Descriptor, here, UnixCalls.ToWriteUnnamed, isPrivate ? Private : Public);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        // Without such support, the system tries to open the directory itself.
        return Marshal.GetLastPInvokeError() is NotSupported or IsDirectory or UnixCalls.Invalid or UnixCalls.NotFound
            ? null
            : throw LocalError.Write($"write to {Path}", Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Names a file from <see cref="CreateUnnamed"/>, atomically. Returns <c>false</c> if the name exists.
    /// </summary>
    /// <exception cref="IOException">The file cannot have the name.</exception>
    public bool Link(SafeFileHandle unnamed, string name)
    {
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        Encode(name, bytes);
        return Linked(UnixCalls.LinkUnnamed((int)unnamed.DangerousGetHandle(), Descriptor, bytes), name);
    }

    /// <summary>
    /// Adds a second name to a file (hard link), atomically. Returns <c>false</c> if the name exists. Fails on file
    /// systems without hard links.
    /// </summary>
    /// <exception cref="IOException">The file cannot have the name.</exception>
    public bool Link(string name, LocalDirectory to, string newName)
    {
        if (OperatingSystem.IsWindows())
            throw LocalError.Write($"link {Join(name)}", 1);
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        var newBytes = stackalloc byte[LocalName.MaxEncoded + 1];
        Encode(name, bytes);
        Encode(newName, newBytes);
        return to.Linked(UnixCalls.LinkAt(Descriptor, bytes, to.Descriptor, newBytes, 0), newName);
    }

    private bool Linked(int result, string name)
    {
        if (result == 0)
            return true;
        var code = Marshal.GetLastPInvokeError();
        return code == UnixCalls.Exists ? false : throw LocalError.Write($"write {Join(name)}", code);
    }

    /// <summary>Renames a file atomically, replacing an existing one.</summary>
    /// <exception cref="IOException">The file cannot be renamed.</exception>
    public void Rename(string name, LocalDirectory to, string newName)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(WindowsPath(name), to.WindowsPath(newName), overwrite: true);
            return;
        }
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        var newBytes = stackalloc byte[LocalName.MaxEncoded + 1];
        Encode(name, bytes);
        Encode(newName, newBytes);
        if (UnixCalls.RenameAt(Descriptor, bytes, to.Descriptor, newBytes) != 0)
            throw LocalError.Write($"rename {Join(name)}", Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Renames a file unless the new name exists; then returns <c>false</c>. Atomic on file systems with hard links.
    /// </summary>
    /// <exception cref="IOException">The file cannot be renamed.</exception>
    public bool RenameOnce(string name, LocalDirectory to, string newName)
    {
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                if (!Link(name, to, newName))
                    return false;
                Delete(name);
                return true;
            }
            catch (IOException)
            {
                // The file system has no hard links.
            }
        }
        if (to.Find(newName) is not null)
            return false;
        Rename(name, to, newName);
        return true;
    }

    /// <summary>Deletes a file. Returns <c>false</c> if the name does not exist or is not the expected file.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="only">
    /// The identity of the only file that may be deleted; <c>null</c> for any. A link is deleted itself, never its
    /// target.
    /// </param>
    /// <exception cref="IOException">The file cannot be deleted.</exception>
    public bool Delete(string name, FileIdentity? only = null)
    {
        if (only is { } identity && Find(name)?.Identity != identity)
            return false;
        return DeleteEntry(name, 0);
    }

    /// <summary>Deletes an empty directory. Returns <c>false</c> if the name does not exist.</summary>
    /// <exception cref="IOException">The directory cannot be deleted.</exception>
    public bool DeleteDirectory(string name) =>
        DeleteEntry(name, OperatingSystem.IsMacOS() ? 0x80 : UnixCalls.DeleteDirectoryFlag);

    private bool DeleteEntry(string name, int flags)
    {
        if (OperatingSystem.IsWindows())
        {
            if (Find(name) is null)
                return false;
            if (flags == 0)
                File.Delete(WindowsPath(name));
            else
                Directory.Delete(WindowsPath(name));
            return true;
        }
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        Encode(name, bytes);
        if (UnixCalls.UnlinkAt(Descriptor, bytes, flags) == 0)
            return true;
        var code = Marshal.GetLastPInvokeError();
        return code == UnixCalls.NotFound ? false : throw LocalError.Write($"delete {Join(name)}", code);
    }

    /// <summary>Flushes the entries of the directory to disk. Not needed on Windows.</summary>
    /// <exception cref="IOException">The flush failed. A power failure may lose what was written.</exception>
    public void Flush()
    {
        if (OperatingSystem.IsWindows())
            return;
        if (
            UnixCalls.Sync(Descriptor) != 0
            && Marshal.GetLastPInvokeError() is var code
            && !UnixCalls.KnowsNoSync(code)
        )
            throw LocalError.Write($"flush {Path} to disk", code);
    }

    /// <summary>
    /// Flushes the whole file system of the directory to disk (Linux). Elsewhere the same as <see cref="Flush"/>.
    /// </summary>
    /// <exception cref="IOException">The flush failed. A power failure may lose what was written.</exception>
    public void FlushAll()
    {
        if (!OperatingSystem.IsLinux())
            Flush();
        else if (
            UnixCalls.SyncAll(Descriptor) != 0
            && Marshal.GetLastPInvokeError() is var code
            && !UnixCalls.KnowsNoSync(code)
        )
            throw LocalError.Write($"flush {Path} to disk", code);
    }

    /// <summary>
    /// Locks the directory (<c>flock</c>) until it is closed. Returns <c>false</c> if another process holds the lock or
    /// the file system does not support locks.
    /// </summary>
    /// <param name="isShared">Whether to take a shared lock.</param>
    /// <param name="waits">Whether to wait for the lock.</param>
    public bool Lock(bool isShared, bool waits)
    {
        if (OperatingSystem.IsWindows())
            return false;
        int result;
        do result = UnixCalls.Lock(Descriptor, (isShared ? SharedLock : ExclusiveLock) | (waits ? 0 : AtOnce));
        while (result != 0 && waits && Marshal.GetLastPInvokeError() == UnixCalls.Interrupted);
        return result == 0;
    }

    private void Encode(string name, byte* bytes)
    {
        if (!TryEncode(name, bytes))
            throw new IOException($"cannot write {Join(name)}: not a valid file name");
    }
}
