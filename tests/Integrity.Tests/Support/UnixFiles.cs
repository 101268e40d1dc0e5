using System.Runtime.InteropServices;

namespace Integrity.Tests.Support;

/// <summary>What a Unix file system can hold besides files.</summary>
internal static partial class UnixFiles
{
    private const int ForItsOwner = 0x180;

    /// <summary>Whether the tests run as root, who alone can give files away.</summary>
    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    /// <summary>Makes a named pipe that nobody writes to: whoever opens it for reading waits for ever.</summary>
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
