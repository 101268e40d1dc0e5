using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Integrity.Tests.Support;

/// <summary>
/// Runs code as a user other than root, because root can open any file. On Linux the user id for file access belongs to
/// the thread, so the rest of the process is not affected. Without root, the current user is kept.
/// </summary>
internal static class UnprivilegedUser
{
    /// <summary>The user id of <c>nobody</c>.</summary>
    public const int UserId = 65534;

    /// <summary>Whether files can be made unreadable on this platform.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux();

    /// <summary>Runs a function on a separate thread and returns or throws its result.</summary>
    public static T Run<T>(Func<T> function)
    {
        var (result, failure) = (default(T), default(ExceptionDispatchInfo));
        var thread = new Thread(() =>
        {
            if (Environment.IsPrivilegedProcess)
                _ = SetFileUser(UserId);
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>Makes <c>nobody</c> the owner of a file, if the tests run as root.</summary>
    public static void GiveToNobody(string path)
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        using var process = Process.Start("chown", [$"{UserId}:{UserId}", path]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
    }

    [DllImport("libc", EntryPoint = "setfsuid", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileUser(int user);
}
