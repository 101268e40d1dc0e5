using System.Runtime.InteropServices;

namespace Integrity.Tests.Support;

/// <summary>Creates files that are specific to Unix.</summary>
internal static partial class UnixFiles
{
    private const int ForItsOwner = 0x180;

    /// <summary>Whether the tests run as root. Only root can change the owner of a file.</summary>
    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    /// <summary>Creates a named pipe without a writer. Opening it for reading blocks forever.</summary>
    public static string MakePipe(string path)
    {
        if (MakeFifo(path, ForItsOwner) != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeFifo(string path, uint mode);
}
