using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>What lies under a name.</summary>
internal enum LocalKind
{
    /// <summary>The file system did not say, and looking was denied.</summary>
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

/// <summary>Which file it is, whatever its name: two names with the same identity are one file.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The number of the file in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>What the file system says of a file or directory. Links are not followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Identity">Which one it is.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="LastWrite">When it was last changed, UTC.</param>
/// <param name="Owner">The user id of its owner; <c>null</c> on Windows.</param>
/// <param name="Mode">Its permissions; <c>null</c> on Windows.</param>
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
    /// <summary>The stamp of an object in this file.</summary>
    public ObjectStamp Stamp => new(Length, null, null, LastWrite);
}
