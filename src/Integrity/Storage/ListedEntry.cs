using System.Runtime.InteropServices;

namespace Integrity.Storage;

/// <summary>An entry of an <see cref="IPartialListing"/>.</summary>
/// <param name="Path">
/// The path of an object, or the name of a folder. With a problem: the path of an unreadable folder, ending in a slash,
/// or of a link.
/// </param>
/// <param name="Problem">Why the entry cannot be read; <c>null</c> if it can.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ListedEntry(string Path, StoreException? Problem = null)
{
    /// <summary>Whether this is a folder that cannot be listed. A link is not, because it may lead to a file.</summary>
    public bool IsUnreadableFolder => Problem is not null && Path.EndsWith('/');
}
