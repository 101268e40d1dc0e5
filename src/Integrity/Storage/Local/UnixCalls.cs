using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>System calls of Linux and macOS that take directory descriptors. Names are zero-terminated bytes.</summary>
internal static unsafe partial class UnixCalls
{
    public const int NotFound = 2;
    public const int Interrupted = 4;
    public const int NoDevice = 6;
    public const int Denied = 13;
    public const int Exists = 17;
    public const int NotDirectory = 20;
    public const int Invalid = 22;

    /// <summary>The descriptor of the working directory. Only for paths that the user named.</summary>
    public static int WorkingDirectory => IsMac ? -2 : -100;

    public static int LinkLoop => IsMac ? 62 : 40;

    public static int NameTooLong => IsMac ? 63 : 36;

    public static bool KnowsNoSync(int error) => error is Invalid or 45 or 95;

    private static bool IsMac => OperatingSystem.IsMacOS();

    /// <summary>On ARM and POWER, Linux uses different values for these flags.</summary>
    private static bool IsArmOrPower =>
        RuntimeInformation.ProcessArchitecture
            is Architecture.Arm64
                or Architecture.Arm
                or Architecture.Armv6
                or Architecture.Ppc64le;

    private static int Directory =>
        IsMac ? 0x100000
        : IsArmOrPower ? 0x4000
        : 0x10000;

    private static int NoFollow =>
        IsMac ? 0x100
        : IsArmOrPower ? 0x8000
        : 0x20000;

    private static int CloseOnExec => IsMac ? 0x1000000 : 0x80000;

    private static int NonBlocking => IsMac ? 0x4 : 0x800;

    /// <summary>Opens for reading. Does not block on pipes.</summary>
    public static int ToRead => NoFollow | CloseOnExec | NonBlocking;

    /// <summary>Opens for reading and follows links.</summary>
    public static int ToReadFollowing => CloseOnExec | NonBlocking;

    public static int ToList => ToRead | Directory;

    public static int ToListFollowing => ToReadFollowing | Directory;

    /// <summary>Opens a directory that cannot be listed, to traverse it (Linux).</summary>
    public static int ToPass => NoFollow | CloseOnExec | Directory | 0x200000;

    /// <summary>Creates a file for writing.</summary>
    public static int ToCreate => NoFollow | CloseOnExec | 1 | (IsMac ? 0xA00 : 0xC0);

    /// <summary>Opens for reading and writing and creates a missing file. Does not block on pipes.</summary>
    public static int ToReadAndWrite => NoFollow | CloseOnExec | NonBlocking | 2 | (IsMac ? 0x200 : 0x40);

    /// <summary>Creates an unnamed file for writing (Linux).</summary>
    public static int ToWriteUnnamed => CloseOnExec | 1 | 0x400000 | Directory;

    public const int DeleteDirectoryFlag = 0x200;

    private static int NoFollowAt => IsMac ? 0x20 : 0x100;

    private const int FollowAt = 0x400;
    private const int EmptyPathAt = 0x1000;

    /// <summary>Opens a name, retrying after signals. Returns -1 and sets the last error on failure.</summary>
    public static int Open(int directory, byte* name, int flags)
    {
        int descriptor;
        do descriptor = OpenAt(directory, name, flags);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return descriptor;
    }

    /// <summary>
    /// Creates a file, with flags such as <see cref="ToCreate"/>. Returns -1 and sets the last error on failure.
    /// </summary>
    public static int Create(int directory, byte* name, int flags, uint mode)
    {
        int descriptor;
        // The mode is a variadic argument, which macOS on ARM passes on the stack, after eight registers.
        do descriptor =
            IsMac && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? OpenAtOnStack(directory, name, flags, 0, 0, 0, 0, 0, mode)
                : OpenAtWithMode(directory, name, flags, mode);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return descriptor;
    }

    /// <summary>
    /// Returns the status of a name without following links. Returns <c>null</c> and sets the last error on failure.
    /// </summary>
    public static LocalStatus? StatusAt(int directory, byte* name)
    {
        var buffer = stackalloc byte[UnixStatus.Size];
        var result = IsMac
            ? MacStatusAt(directory, name, buffer)
            : Statx(directory, name, NoFollowAt, UnixStatus.Mask, buffer);
        return result == 0 ? UnixStatus.Parse(buffer) : null;
    }

    /// <summary>Returns the status of a descriptor. Returns <c>null</c> and sets the last error on failure.</summary>
    public static LocalStatus? StatusOf(int descriptor)
    {
        var buffer = stackalloc byte[UnixStatus.Size];
        var empty = (byte)0;
        var result = IsMac
            ? MacStatus(descriptor, buffer)
            : Statx(descriptor, &empty, EmptyPathAt, UnixStatus.Mask, buffer);
        return result == 0 ? UnixStatus.Parse(buffer) : null;
    }

    /// <summary>Names an unnamed file (Linux). Returns -1 and sets the last error on failure.</summary>
    public static int LinkUnnamed(int descriptor, int directory, byte* name)
    {
        fixed (byte* path = System.Text.Encoding.ASCII.GetBytes($"/proc/self/fd/{descriptor}\0"))
            return LinkAt(WorkingDirectory, path, directory, name, FollowAt);
    }

    private static int MacStatusAt(int directory, byte* name, byte* buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? FStatAt(directory, name, buffer, NoFollowAt)
            : FStatAt64(directory, name, buffer, NoFollowAt);

    private static int MacStatus(int descriptor, byte* buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? FStat(descriptor, buffer)
            : FStat64(descriptor, buffer);

    /// <summary>
    /// Returns the next entry of a directory stream; <c>null</c> at the end (last error 0) and on failure.
    /// </summary>
    public static byte* NextEntry(nint stream) =>
        IsMac && RuntimeInformation.ProcessArchitecture != Architecture.Arm64 ? ReadDir64(stream) : ReadDir(stream);

    public static nint OpenStream(int descriptor) =>
        IsMac && RuntimeInformation.ProcessArchitecture != Architecture.Arm64
            ? FdOpenDir64(descriptor)
            : FdOpenDir(descriptor);

    /// <summary>The offsets of type and name in a directory entry.</summary>
    public static (int Type, int Name) EntryLayout => IsMac ? (20, 21) : (18, 19);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenAt(int directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenAtWithMode(int directory, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenAtOnStack(
        int directory,
        byte* name,
        long flags,
        long unused1,
        long unused2,
        long unused3,
        long unused4,
        long unused5,
        long mode
    );

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, byte* name, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fstatat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FStatAt(int directory, byte* name, byte* buffer, int flags);

    [LibraryImport("libc", EntryPoint = "fstatat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FStatAt64(int directory, byte* name, byte* buffer, int flags);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FStat(int descriptor, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FStat64(int descriptor, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint FdOpenDir(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdopendir$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint FdOpenDir64(int descriptor);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* ReadDir(nint stream);

    [LibraryImport("libc", EntryPoint = "readdir$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* ReadDir64(nint stream);

    [LibraryImport("libc", EntryPoint = "rewinddir")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void Rewind(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CloseStream(nint stream);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakeDirectory(int directory, byte* name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int UnlinkAt(int directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int LinkAt(int directory, byte* name, int newDirectory, byte* newName, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int RenameAt(int directory, byte* name, int newDirectory, byte* newName);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SyncAll(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Lock(int descriptor, int operation);
}
