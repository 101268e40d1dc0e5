using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>
/// The user as whom the program runs. Windows is not asked: there access is a matter of lists, not of an owner.
/// </summary>
internal static partial class LocalUser
{
    /// <summary>Whether what this owner can change is changed by nobody but the user and root.</summary>
    /// <param name="owner">The user id of the owner; <c>null</c> on Windows.</param>
    public static bool IsOwnOrRoot(uint? owner) => owner is not { } id || id == 0 || id == GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();
}
