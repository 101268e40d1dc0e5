using System.Runtime.InteropServices;

namespace Integrity.Storage;

/// <summary>One entry of a listing of which a part can be unreadable, see <see cref="IPartialListing"/>.</summary>
/// <param name="Path">
/// The key of an object, or the name of a folder. With a problem: that of a folder (with a slash at the end) that could
/// not be listed, or of a link, which is not followed and could lead to a folder.
/// </param>
/// <param name="Problem">Why it could not be found out what lies there; <c>null</c> when that is known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ListedEntry(string Path, StoreException? Problem = null)
{
    /// <summary>Whether it is a folder that could not be listed. A link is none: it may be a file.</summary>
    public bool IsUnreadableFolder => Problem is not null && Path.EndsWith('/');
}
