using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// Opens what a path that the user chose leads to. Everything below is opened relative to a <see
/// cref="LocalDirectory"/>.
/// </summary>
internal static unsafe class LocalOpening
{
    /// <summary>Opens a directory; links on the way are followed.</summary>
    public static LocalError Directory(string path, out SafeFileHandle? handle)
    {
        if (OperatingSystem.IsWindows())
            return WindowsCalls.OpenDirectory(WindowsCalls.Literal(path), follows: true, out handle);
        var descriptor = Open(path, UnixCalls.ToListFollowing);
        handle = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return descriptor < 0 ? OfLastError() : default;
    }

    /// <summary>Opens a regular file; links on the way are followed.</summary>
    public static LocalError File(string path, out LocalFile? file)
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

    /// <summary>The file, if what is open is a regular one; else it is closed again.</summary>
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

    /// <summary>Why something of one kind is not what is wanted; no error when it is.</summary>
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

    /// <summary>The error that the last call left.</summary>
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
        // the path is the user's own, and can be longer than any one name
        var full = Encoding.UTF8.GetBytes(Path.GetFullPath(path) + "\0");
        fixed (byte* name = full)
            return UnixCalls.Open(UnixCalls.WorkingDirectory, name, flags);
    }
}
