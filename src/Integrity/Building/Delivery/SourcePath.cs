using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>
/// The path of a file below an open directory. The file is opened from there, name by name, without following links.
/// Thus nobody who can write below that directory can redirect to a file elsewhere.
/// </summary>
/// <param name="Shown">The path for messages, as passed by the caller.</param>
/// <param name="Root">The open directory; <c>null</c> if it could not be opened.</param>
/// <param name="Folder">The directories from the root to the file, each followed by a slash.</param>
/// <param name="Name">The name of the file.</param>
/// <param name="Error">The error of opening the root.</param>
internal sealed record SourcePath(
    string Shown,
    LocalDirectory? Root,
    string Folder,
    string Name,
    LocalError Error = default
)
{
    /// <summary>Opens the directory of the file. The caller disposes it.</summary>
    /// <exception cref="NotDeliveredException">It no longer exists or cannot be opened.</exception>
    public LocalDirectory OpenDirectory()
    {
        var directory = Root?.AddReference() ?? throw CannotOpen(Error);
        foreach (var name in Folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var parent = directory;
            var error = parent.TryOpenDirectory(name, out var below);
            parent.Dispose();
            directory = below ?? throw CannotOpen(error);
        }
        return directory;
    }

    /// <summary>Creates the error for a file or directory that cannot be opened.</summary>
    public static NotDeliveredException CannotOpen(LocalError error) =>
        error.Fault switch
        {
            LocalFault.Absent or LocalFault.OtherKind => new NotDeliveredException("no such file", null),
            LocalFault.Link => new NotDeliveredException(
                "it is a symbolic link, and links are not followed",
                "pass the file itself"
            ),
            _ => new NotDeliveredException(
                $"cannot open it: {error.ToException("open it").Message}",
                LogFileSource.ReadHint
            ),
        };
}
