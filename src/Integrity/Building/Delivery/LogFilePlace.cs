using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>
/// Where a file lies: its path below a directory that is open. It is reached from there, name by name, and links are
/// not followed, so nobody who can write below that directory can lead to a file elsewhere.
/// </summary>
/// <param name="Shown">The path for messages, as it was given.</param>
/// <param name="Root">The open directory; <c>null</c> when it could not be opened.</param>
/// <param name="Folder">The directories from the root to the file, each with a slash at its end.</param>
/// <param name="Name">The name of the file.</param>
/// <param name="Error">Why the root could not be opened.</param>
internal sealed record LogFilePlace(
    string Shown,
    LocalDirectory? Root,
    string Folder,
    string Name,
    LocalError Error = default
)
{
    /// <summary>Opens the directory in which the file lies; the caller disposes it.</summary>
    /// <exception cref="NotDeliveredException">It is not there any more, or cannot be opened.</exception>
    public LocalDirectory OpenDirectory()
    {
        var directory = Root?.Hold() ?? throw CannotOpen(Error);
        foreach (var name in Folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var parent = directory;
            var error = parent.TryOpenDirectory(name, out var below);
            parent.Dispose();
            directory = below ?? throw CannotOpen(error);
        }
        return directory;
    }

    /// <summary>Why a file or a directory on the way to it cannot be opened.</summary>
    public static NotDeliveredException CannotOpen(LocalError error) =>
        error.Fault switch
        {
            LocalFault.Absent or LocalFault.OtherKind => new NotDeliveredException("there is no such file", null),
            LocalFault.Link => new NotDeliveredException(
                "it is a symbolic link, and links are not followed",
                "give the file itself"
            ),
            _ => new NotDeliveredException(
                $"it cannot be looked at: {error.ToException("open it").Message}",
                LogFileSource.ReadHint
            ),
        };
}
