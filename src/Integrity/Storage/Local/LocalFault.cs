using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>Why a file or directory cannot be opened.</summary>
internal enum LocalFault
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The name does not exist, or is not a valid name.</summary>
    Absent,

    /// <summary>A directory instead of a file, or a file instead of a directory.</summary>
    OtherKind,

    /// <summary>A pipe, socket or device. These are never read, because they could block or never end.</summary>
    Special,

    /// <summary>A symbolic link. Links are not followed, because an attacker could create them.</summary>
    Link,

    /// <summary>Any other error of the system; see the error code.</summary>
    Refused,
}

/// <summary>An error of opening a file or directory.</summary>
/// <param name="Fault">The reason.</param>
/// <param name="Code">The system's error code for <see cref="LocalFault.Refused"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LocalError(LocalFault Fault, int Code = 0)
{
    /// <summary>Permission denied.</summary>
    public static LocalError Denied { get; } =
        new(LocalFault.Refused, OperatingSystem.IsWindows() ? 5 : UnixCalls.Denied);

    /// <summary>Returns the exception to throw.</summary>
    /// <param name="what">The failed operation, such as <c>read the file</c>.</param>
    public StoreException ToException(string what) =>
        Fault switch
        {
            LocalFault.Absent => new StoreException($"cannot {what}: it does not exist"),
            LocalFault.OtherKind => new StoreException(
                $"cannot {what}: expected a directory but found a file, or the reverse"
            ),
            LocalFault.Special => new StoreException(
                "it is a pipe, socket or device, not a regular file",
                "remove it or replace it with a regular file"
            ),
            LocalFault.Link => new StoreException(
                "its path contains a symbolic link, and links are not followed",
                "copy the files themselves into the directory"
            ),
            _ => new StoreException(
                $"cannot {what}: {Text(Code)}",
                "allow this user to read it",
                new IOException(Text(Code), Code)
            ),
        };

    /// <summary>Returns the message of a system error code.</summary>
    public static string Text(int code) =>
        OperatingSystem.IsWindows() ? new Win32Exception(code).Message : Marshal.GetPInvokeErrorMessage(code);

    /// <summary>
    /// Returns the exception for a failed write. Its <see cref="Exception.HResult"/> is the error code.
    /// </summary>
    public static IOException Write(string what, int code) => new($"cannot {what}: {Text(code)}", code);
}
