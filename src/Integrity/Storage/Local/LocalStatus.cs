using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>The type of a directory entry.</summary>
internal enum LocalKind
{
    /// <summary>Unknown: the file system did not report it, and access was denied.</summary>
    Unknown = 0,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link; on Windows any reparse point.</summary>
    Link,

    /// <summary>A pipe, a socket or a device.</summary>
    Special,
}

/// <summary>The identity of a file: two names with the same identity are the same file.</summary>
/// <param name="Device">The device number of the file system.</param>
/// <param name="Inode">The inode number.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>The status of a file or directory. Links are not followed.</summary>
/// <param name="Kind">The type.</param>
/// <param name="Identity">The identity.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="LastWrite">The time of the last write, in UTC.</param>
/// <param name="Owner">The user ID of the owner; <c>null</c> on Windows.</param>
/// <param name="Mode">The permissions; <c>null</c> on Windows.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LocalStatus(
    LocalKind Kind,
    FileIdentity Identity,
    long Length,
    DateTimeOffset LastWrite,
    uint? Owner,
    UnixFileMode? Mode
)
{
    /// <summary>The stamp of the object in this file.</summary>
    public ObjectStamp Stamp => new(Length, null, null, LastWrite);
}
