using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>
/// System calls of Windows, which opens files by path. Reparse points are not followed, and each handle is checked.
/// While a directory is open without delete sharing, neither it nor its parents can be renamed or replaced. A path
/// through open directories therefore stays valid.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsCalls
{
    private const uint Read = 0x80000000;
    private const uint ListAndPass = 0x100000 | 0x1 | 0x20 | 0x80;
    private const uint ReadAttributes = 0x80;
    private const uint ShareReadWrite = 3;
    private const uint ShareAll = 7;
    private const uint OpenExisting = 3;
    private const uint BackupSemantics = 0x02000000;
    private const uint OpenReparsePoint = 0x00200000;
    private const int Disk = 1;

    private const int FileNotFound = 2;
    private const int PathNotFound = 3;
    private const int InvalidName = 123;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    /// <summary>Returns the literal form of a path, which may exceed 260 characters.</summary>
    public static string Literal(string path)
    {
        var full = Path.GetFullPath(path);
        if (full.StartsWith(@"\\?\", StringComparison.Ordinal))
            return full;
        return full.StartsWith(@"\\", StringComparison.Ordinal)
            ? string.Concat(@"\\?\UNC\", full.AsSpan(2))
            : @"\\?\" + full;
    }

    public static LocalError OpenDirectory(string path, bool follows, out SafeFileHandle? handle) =>
        Open(path, ListAndPass, ShareReadWrite, follows, LocalKind.Directory, out handle, out _);

    public static LocalError OpenFile(string path, bool follows, out SafeFileHandle? handle, out LocalStatus status) =>
        Open(path, Read, ShareAll, follows, LocalKind.File, out handle, out status);

    /// <summary>Returns the status of a path.</summary>
    public static LocalError Status(string path, out LocalStatus status)
    {
        var error = Open(path, ReadAttributes, ShareAll, follows: false, LocalKind.Unknown, out var handle, out status);
        handle?.Dispose();
        return error;
    }

    private static LocalError Open(
        string path,
        uint access,
        uint share,
        bool follows,
        LocalKind wanted,
        out SafeFileHandle? handle,
        out LocalStatus status
    )
    {
        (handle, status) = (null, default);
        var opened = CreateFile(
            path,
            access,
            share,
            0,
            OpenExisting,
            BackupSemantics | (follows ? 0 : OpenReparsePoint),
            0
        );
        if (opened.IsInvalid)
            return OfLastError();
        var isDisk = GetFileType(opened) == Disk;
        if (!isDisk || !TryGetStatus(opened, out status))
        {
            var error = isDisk ? OfLastError() : new LocalError(LocalFault.Special);
            opened.Dispose();
            return error;
        }
        if (wanted == LocalKind.Unknown || status.Kind == wanted)
        {
            handle = opened;
            return default;
        }
        opened.Dispose();
        return new LocalError(status.Kind == LocalKind.Link ? LocalFault.Link : LocalFault.OtherKind);
    }

    private static LocalError OfLastError() =>
        Marshal.GetLastPInvokeError() switch
        {
            FileNotFound or PathNotFound or InvalidName => new LocalError(LocalFault.Absent),
            var code => new LocalError(LocalFault.Refused, code),
        };

    private static bool TryGetStatus(SafeFileHandle handle, out LocalStatus status)
    {
        status = default;
        var info = stackalloc uint[13];
        if (GetFileInformationByHandle(handle, info) == 0)
            return false;
        var attributes = (FileAttributes)info[0];
        var kind =
            attributes.HasFlag(FileAttributes.ReparsePoint) ? LocalKind.Link
            : attributes.HasFlag(FileAttributes.Directory) ? LocalKind.Directory
            : LocalKind.File;
        var written = DateTime.FromFileTimeUtc((long)(((ulong)info[6] << 32) | info[5]));
        status = new LocalStatus(
            kind,
            new FileIdentity(info[7], ((ulong)info[11] << 32) | info[12]),
            (long)(((ulong)info[8] << 32) | info[9]),
            new DateTimeOffset(written),
            null,
            null
        );
        return true;
    }

    /// <summary>Lists the entries of a directory.</summary>
    public static IEnumerable<(string Name, LocalKind Kind)> Entries(string path) =>
        new FileSystemEnumerable<(string, LocalKind)>(path, EntryOf, Everything);

    private static (string Name, LocalKind Kind) EntryOf(ref FileSystemEntry entry) =>
        (
            entry.FileName.ToString(),
            entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? LocalKind.Link
            : entry.IsDirectory ? LocalKind.Directory
            : LocalKind.File
        );

    [LibraryImport(
        "kernel32",
        EntryPoint = "CreateFileW",
        StringMarshalling = StringMarshalling.Utf16,
        SetLastError = true
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeFileHandle CreateFile(
        string path,
        uint access,
        uint share,
        nint security,
        uint creation,
        uint flags,
        nint template
    );

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int GetFileInformationByHandle(SafeFileHandle handle, uint* info);

    [LibraryImport("kernel32", EntryPoint = "GetFileType")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int GetFileType(SafeFileHandle handle);
}
