using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Opens files and directories at paths that the user named. Everything below is opened relative to a
/// <see cref="LocalDirectory"/>.
/// </summary>
internal static unsafe class LocalOpening
{
    /// <summary>Opens a directory. Links are followed.</summary>
    public static LocalError OpenDirectory(string path, out SafeFileHandle? handle)
    {
        if (OperatingSystem.IsWindows())
            return WindowsCalls.OpenDirectory(WindowsCalls.Literal(path), follows: true, out handle);
        var descriptor = Open(path, UnixCalls.ToListFollowing);
        handle = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return descriptor < 0 ? OfLastError() : default;
    }

    /// <summary>Opens a regular file. Links are followed.</summary>
    public static LocalError OpenFile(string path, out LocalFile? file)
    {
        file = null;
        if (OperatingSystem.IsWindows())
        {
            var error = WindowsCalls.OpenFile(WindowsCalls.Literal(path), follows: true, out var opened, out var found);
            if (opened is not null)
                file = new LocalFile(opened, found);
            return error;
        }
        var descriptor = Open(path, UnixCalls.ToReadFollowing);
        return descriptor < 0 ? OfLastError() : OfDescriptor(descriptor, out file);
    }

    /// <summary>
    /// Returns the file of a descriptor if it is a regular file, and closes the descriptor otherwise.
    /// </summary>
    public static LocalError OfDescriptor(int descriptor, out LocalFile? file)
    {
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        file = null;
        var status = UnixCalls.StatusOf(descriptor);
        if (status is { Kind: LocalKind.File } found)
        {
            file = new LocalFile(handle, found);
            return default;
        }
        var error = status is { } other ? OfKind(other.Kind, LocalKind.File) : OfLastError();
        handle.Dispose();
        return error;
    }

    /// <summary>Returns the error for an unexpected type, or no error if the types match.</summary>
    public static LocalError OfKind(LocalKind kind, LocalKind wanted) =>
        kind == wanted
            ? default
            : new LocalError(
                kind switch
                {
                    LocalKind.Link => LocalFault.Link,
                    LocalKind.Special or LocalKind.Unknown => LocalFault.Special,
                    _ => LocalFault.OtherKind,
                }
            );

    /// <summary>Returns the error of the last system call.</summary>
    public static LocalError OfLastError()
    {
        var code = Marshal.GetLastPInvokeError();
        return code == UnixCalls.NotFound || code == UnixCalls.NameTooLong ? new LocalError(LocalFault.Absent)
            : code == UnixCalls.NotDirectory ? new LocalError(LocalFault.OtherKind)
            : code == UnixCalls.LinkLoop ? new LocalError(LocalFault.Link)
            : new LocalError(LocalFault.Refused, code);
    }

    private static int Open(string path, int flags)
    {
        // The user's path can be longer than a single name.
        var full = Encoding.UTF8.GetBytes(Path.GetFullPath(path) + "\0");
        fixed (byte* name = full)
            return UnixCalls.Open(UnixCalls.WorkingDirectory, name, flags);
    }
}
