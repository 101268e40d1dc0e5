using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Integrity.Tests.Support;

/// <summary>
/// Runs a test as a user who is not root: nothing is denied to root. The user id for file access belongs to a thread
/// (Linux), so nothing else in the process changes. Where the tests do not run as root, they run as whoever they are.
/// </summary>
internal static class UnprivilegedUser
{
    /// <summary>The user id of <c>nobody</c>.</summary>
    public const int UserId = 65534;

    /// <summary>Whether files can be denied to somebody here.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux();

    /// <summary>Runs a function in a thread of its own, and hands out what it returns or throws.</summary>
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

    /// <summary>Gives what the test has made to that user.</summary>
    public static void TakeOwnership(string path)
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
