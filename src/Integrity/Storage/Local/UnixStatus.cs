using System.Runtime.InteropServices;

namespace Integrity.Storage.Local;

/// <summary>
/// Parses the results of <c>statx</c> (Linux, same layout on all processors) and <c>fstat</c> (macOS, with 64-bit
/// inodes).
/// </summary>
internal static unsafe class UnixStatus
{
    /// <summary>The size of the larger result in bytes.</summary>
    public const int Size = 256;

    /// <summary>The fields to query: type, mode, owner, modification time, inode and size.</summary>
    public const uint Mask = 0x1 | 0x2 | 0x8 | 0x40 | 0x100 | 0x200;

    private const int TypeMask = 0xF000;

    public static LocalStatus Parse(byte* buffer) =>
        OperatingSystem.IsMacOS()
            ? ParseMac(new ReadOnlySpan<byte>(buffer, Size))
            : ParseLinux(new ReadOnlySpan<byte>(buffer, Size));

    private static LocalStatus ParseLinux(ReadOnlySpan<byte> status) =>
        Of(
            mode: MemoryMarshal.Read<ushort>(status[28..]),
            owner: MemoryMarshal.Read<uint>(status[20..]),
            identity: new FileIdentity(
                ((ulong)MemoryMarshal.Read<uint>(status[136..]) << 32) | MemoryMarshal.Read<uint>(status[140..]),
                MemoryMarshal.Read<ulong>(status[32..])
            ),
            length: MemoryMarshal.Read<long>(status[40..]),
            seconds: MemoryMarshal.Read<long>(status[112..]),
            nanoseconds: MemoryMarshal.Read<uint>(status[120..])
        );

    private static LocalStatus ParseMac(ReadOnlySpan<byte> status) =>
        Of(
            mode: MemoryMarshal.Read<ushort>(status[4..]),
            owner: MemoryMarshal.Read<uint>(status[16..]),
            identity: new FileIdentity(MemoryMarshal.Read<uint>(status), MemoryMarshal.Read<ulong>(status[8..])),
            length: MemoryMarshal.Read<long>(status[96..]),
            seconds: MemoryMarshal.Read<long>(status[48..]),
            nanoseconds: MemoryMarshal.Read<uint>(status[56..])
        );

    private static LocalStatus Of(
        ushort mode,
        uint owner,
        FileIdentity identity,
        long length,
        long seconds,
        uint nanoseconds
    ) => new(KindOf(mode), identity, length, TimeOf(seconds, nanoseconds), owner, (UnixFileMode)(mode & 0xFFF));

    private static LocalKind KindOf(int mode) =>
        (mode & TypeMask) switch
        {
            0x8000 => LocalKind.File,
            0x4000 => LocalKind.Directory,
            0xA000 => LocalKind.Link,
            _ => LocalKind.Special,
        };

    /// <summary>Converts a file time. Times outside the range of <see cref="DateTimeOffset"/> are clamped.</summary>
    private static DateTimeOffset TimeOf(long seconds, uint nanoseconds) =>
        seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() ? DateTimeOffset.MinValue
        : seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);
}
