using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>Why something could not be opened.</summary>
internal enum LocalFault
{
    /// <summary>It could be opened.</summary>
    None = 0,

    /// <summary>Nothing has that name, or nothing can have it.</summary>
    Absent,

    /// <summary>It is a directory where a file is wanted, or a file where a directory is wanted.</summary>
    OtherKind,

    /// <summary>It is a pipe, a socket or a device. These are never read: they could block, or never end.</summary>
    Special,

    /// <summary>It is a symbolic link. Links are not followed: whoever can write here could lead anywhere.</summary>
    Link,

    /// <summary>The system refused, see the error code.</summary>
    Refused,
}

/// <summary>Why something could not be opened, and what to say of it.</summary>
/// <param name="Fault">The reason.</param>
/// <param name="Code">The error code of the system, for <see cref="LocalFault.Refused"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LocalError(LocalFault Fault, int Code = 0)
{
    /// <summary>Permission is denied.</summary>
    public static LocalError Denied { get; } =
        new(LocalFault.Refused, OperatingSystem.IsWindows() ? 5 : UnixCalls.Denied);

    /// <summary>The exception for it.</summary>
    /// <param name="what">What was tried, e.g. <c>read the file</c>.</param>
    public StoreException ToException(string what) =>
        Fault switch
        {
            LocalFault.Absent => new StoreException($"cannot {what}: it does not exist"),
            LocalFault.OtherKind => new StoreException(
                $"cannot {what}: a file is where a directory should be, or the reverse"
            ),
            LocalFault.Special => new StoreException(
                "it is a pipe, a socket or a device, and these are not read",
                "remove it, or replace it with the file itself"
            ),
            LocalFault.Link => new StoreException(
                "a symbolic link lies on its path, and links are not followed",
                "copy the files themselves into the folder"
            ),
            _ => new StoreException(
                $"cannot {what}: {Text(Code)}",
                "let the user who verifies read it",
                new IOException(Text(Code), Code)
            ),
        };

    /// <summary>The text of an error code of the system.</summary>
    public static string Text(int code) =>
        OperatingSystem.IsWindows() ? new Win32Exception(code).Message : Marshal.GetPInvokeErrorMessage(code);

    /// <summary>The exception of a write that failed. Its <see cref="Exception.HResult"/> is the error code.</summary>
    public static IOException Write(string what, int code) => new($"cannot {what}: {Text(code)}", code);
}
