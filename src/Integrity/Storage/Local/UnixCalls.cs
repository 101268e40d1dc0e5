using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>
/// The calls of Linux and macOS that work on directory descriptors. Names are bytes that end in zero.
/// </summary>
internal static unsafe partial class UnixCalls
{
    public const int NotFound = 2;
    public const int Interrupted = 4;
    public const int NoDevice = 6;
    public const int Denied = 13;
    public const int Exists = 17;
    public const int NotDirectory = 20;
    public const int Invalid = 22;

    /// <summary>Opens relative to the working directory: only for paths that the caller of the program chose.</summary>
    public static int WorkingDirectory => IsMac ? -2 : -100;

    public static int LinkLoop => IsMac ? 62 : 40;

    public static int NameTooLong => IsMac ? 63 : 36;

    public static bool KnowsNoSync(int error) => error is Invalid or 45 or 95;

    private static bool IsMac => OperatingSystem.IsMacOS();

    /// <summary>Two families of Linux number these flags differently.</summary>
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

    /// <summary>Reading: of a pipe too it returns at once.</summary>
    public static int ToRead => NoFollow | CloseOnExec | NonBlocking;

    /// <summary>The same for a path that may be a link.</summary>
    public static int ToReadFollowing => CloseOnExec | NonBlocking;

    public static int ToList => ToRead | Directory;

    public static int ToListFollowing => ToReadFollowing | Directory;

    /// <summary>Passing through a directory that may not be listed, on Linux.</summary>
    public static int ToPass => NoFollow | CloseOnExec | Directory | 0x200000;

    /// <summary>Writing to a new file of that name.</summary>
    public static int ToCreate => NoFollow | CloseOnExec | 1 | (IsMac ? 0xA00 : 0xC0);

    /// <summary>Reading and writing; the file is made when it is missing. Of a pipe too it returns at once.</summary>
    public static int ToReadAndWrite => NoFollow | CloseOnExec | NonBlocking | 2 | (IsMac ? 0x200 : 0x40);

    /// <summary>Writing to a file without a name (Linux).</summary>
    public static int ToWriteUnnamed => CloseOnExec | 1 | 0x400000 | Directory;

    public const int DeleteDirectoryFlag = 0x200;

    private static int NoFollowAt => IsMac ? 0x20 : 0x100;

    private const int FollowAt = 0x400;
    private const int EmptyPathAt = 0x1000;

    /// <summary>Opens, and tries again when a signal came in between. -1 with the last error set.</summary>
    public static int Open(int directory, byte* name, int flags)
    {
        int descriptor;
        do descriptor = OpenAt(directory, name, flags);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return descriptor;
    }

    /// <summary>Opens with <see cref="ToCreate"/> or <see cref="ToWriteUnnamed"/>.</summary>
    public static int Create(int directory, byte* name, int flags, uint mode)
    {
        int descriptor;
        // the mode is a variadic argument, which macOS on ARM passes on the stack: behind the eight registers
        do descriptor =
            IsMac && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? OpenAtOnStack(directory, name, flags, 0, 0, 0, 0, 0, mode)
                : OpenAtWithMode(directory, name, flags, mode);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return descriptor;
    }

    /// <summary>The status of a name in a directory, links not followed; <c>null</c> with the last error set.</summary>
    public static LocalStatus? StatusAt(int directory, byte* name)
    {
        var buffer = stackalloc byte[UnixStatus.Size];
        var result = IsMac
            ? MacStatusAt(directory, name, buffer)
            : Statx(directory, name, NoFollowAt, UnixStatus.Mask, buffer);
        return result == 0 ? UnixStatus.Parse(buffer) : null;
    }

    /// <summary>The status of what is open; <c>null</c> with the last error set.</summary>
    public static LocalStatus? StatusOf(int descriptor)
    {
        var buffer = stackalloc byte[UnixStatus.Size];
        var empty = (byte)0;
        var result = IsMac
            ? MacStatus(descriptor, buffer)
            : Statx(descriptor, &empty, EmptyPathAt, UnixStatus.Mask, buffer);
        return result == 0 ? UnixStatus.Parse(buffer) : null;
    }

    /// <summary>Gives a file without a name one (Linux). -1 with the last error set.</summary>
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

    /// <summary>The next entry of an open directory stream; zero at the end (last error 0) or when it failed.</summary>
    public static byte* NextEntry(nint stream) =>
        IsMac && RuntimeInformation.ProcessArchitecture != Architecture.Arm64 ? ReadDir64(stream) : ReadDir(stream);

    public static nint OpenStream(int descriptor) =>
        IsMac && RuntimeInformation.ProcessArchitecture != Architecture.Arm64
            ? FdOpenDir64(descriptor)
            : FdOpenDir(descriptor);

    /// <summary>Where in an entry its type and its name begin.</summary>
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
