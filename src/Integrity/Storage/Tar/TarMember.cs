using System.Runtime.InteropServices;

namespace Integrity.Storage.Tar;

/// <summary>A file in a tar archive, and where in the archive its bytes lie.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TarMember(string Name, long Offset, long Size);
