using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>
/// The user who runs the program. Not used on Windows, where access depends on access control lists, not on the owner.
/// </summary>
internal static partial class LocalUser
{
    /// <summary>Returns whether the owner is the user or root.</summary>
    /// <param name="owner">The user ID of the owner; <c>null</c> on Windows.</param>
    public static bool IsOwnOrRoot(uint? owner) => owner is not { } id || id == 0 || id == GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();
}
