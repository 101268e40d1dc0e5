using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Writing relative to an open directory. Every failure is an <see cref="IOException"/> whose <see
/// cref="Exception.HResult"/> is the error code of the system (28 and 122: no room left). Windows works by path: the
/// open directory keeps the path from being replaced.
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

    /// <summary>Makes the directory of a name unless it is there, and opens it.</summary>
    /// <exception cref="IOException">It cannot be made, or the name is that of something else.</exception>
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
                throw LocalError.Write($"make the directory {Join(name)}", code);
        }
        return OpenDirectory(name)
            ?? throw LocalError.Write($"make the directory {Join(name)}: a file has its name", UnixCalls.Exists);
    }

    /// <summary>Makes a file and opens it for writing; <c>null</c> when anything has the name, be it a link.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isPrivate">Whether only its owner may read it.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
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
    /// Makes a file without a name and opens it for writing: it is seen by nobody until <see cref="Link(SafeFileHandle,
    /// string)"/>, and a crash leaves nothing. <c>null</c> where the file system cannot do that (not Linux, or a
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
        // a kernel or file system without such files opens the directory itself instead
        return Marshal.GetLastPInvokeError() is NotSupported or IsDirectory or UnixCalls.Invalid or UnixCalls.NotFound
            ? null
            : throw LocalError.Write($"write to {Path}", Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Gives a file of <see cref="CreateUnnamed"/> its name, in one step; <c>false</c> when anything has the name.
    /// </summary>
    /// <exception cref="IOException">It cannot have the name.</exception>
    public bool Link(SafeFileHandle unnamed, string name)
    {
        var bytes = stackalloc byte[LocalName.MaxEncoded + 1];
        Encode(name, bytes);
        return Linked(UnixCalls.LinkUnnamed((int)unnamed.DangerousGetHandle(), Descriptor, bytes), name);
    }

    /// <summary>
    /// Gives a file a second name, in one step; <c>false</c> when anything has that name. File systems without hard
    /// links fail.
    /// </summary>
    /// <exception cref="IOException">It cannot have the name.</exception>
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

    /// <summary>Renames a file, in one step. What has the new name is replaced.</summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
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
    /// Renames a file unless anything has the new name; <c>false</c> when something has. In one step where the file
    /// system knows hard links.
    /// </summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
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
                // a file system without hard links
            }
        }
        if (to.Find(newName) is not null)
            return false;
        Rename(name, to, newName);
        return true;
    }

    /// <summary>
    /// Deletes a file; <c>false</c> when nothing has the name, or, where an identity is given, another file has it.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="only">
    /// The one file that may be deleted; <c>null</c> for whichever has the name. A link is deleted itself, never what
    /// it leads to.
    /// </param>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public bool Delete(string name, FileIdentity? only = null)
    {
        if (only is { } identity && Find(name)?.Identity != identity)
            return false;
        return DeleteEntry(name, 0);
    }

    /// <summary>Deletes an empty directory; <c>false</c> when nothing has the name.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
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

    /// <summary>Brings the entries of the directory to the disk. Windows does so by itself.</summary>
    /// <exception cref="IOException">It did not work: what was written may not outlast a power cut.</exception>
    public void Flush()
    {
        if (OperatingSystem.IsWindows())
            return;
        if (
            UnixCalls.Sync(Descriptor) != 0
            && Marshal.GetLastPInvokeError() is var code
            && !UnixCalls.KnowsNoSync(code)
        )
            throw LocalError.Write($"bring {Path} to the disk", code);
    }

    /// <summary>
    /// Brings everything that was written to the file system of the directory to the disk (Linux); elsewhere the same
    /// as <see cref="Flush"/>.
    /// </summary>
    /// <exception cref="IOException">It did not work: what was written may not outlast a power cut.</exception>
    public void FlushAll()
    {
        if (!OperatingSystem.IsLinux())
            Flush();
        else if (
            UnixCalls.SyncAll(Descriptor) != 0
            && Marshal.GetLastPInvokeError() is var code
            && !UnixCalls.KnowsNoSync(code)
        )
            throw LocalError.Write($"bring {Path} to the disk", code);
    }

    /// <summary>
    /// Takes a lock on the directory (<c>flock</c>), which ends with its last holder; <c>false</c> when another process
    /// has it, or the file system knows none.
    /// </summary>
    /// <param name="isShared">Whether others may share it.</param>
    /// <param name="waits">Whether to wait for it.</param>
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
            throw new IOException($"cannot write {Join(name)}: no file can have that name");
    }
}
