using System.Runtime.InteropServices;

namespace Integrity.Storage.Tar;

/// <summary>A file in a tar archive, with the offset of its content.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TarMember(string Name, long Offset, long Size);
