using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>A file that is to be delivered, as it was when it was looked at.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Index">Which of the files it is, from 0.</param>
/// <param name="Identity">Which file it is, whatever its name.</param>
/// <param name="Length">Its length in bytes. Pipes and devices have none, and so are never opened.</param>
/// <param name="ModifiedAt">When it was last modified.</param>
internal sealed record LogFileSource(
    LogFilePlace Place,
    int Index,
    FileIdentity Identity,
    long Length,
    DateTimeOffset ModifiedAt
)
{
    public const string ReadHint = "let the user who delivers read it";

    /// <summary>Its path, as it was given.</summary>
    public string Path => Place.Shown;

    /// <summary>Looks at a file, without following links.</summary>
    /// <exception cref="NotDeliveredException">It is not there, is no file, or cannot be looked at.</exception>
    public static LogFileSource Look(LogFilePlace place, int index)
    {
        using var directory = place.OpenDirectory();
        return Look(place, index, directory);
    }

    /// <summary>Opens the file that was looked at. It stays open until its delivery is over.</summary>
    /// <exception cref="NotDeliveredException">It is another file by now, or cannot be read.</exception>
    public OpenLogFile Open()
    {
        var directory = Place.OpenDirectory();
        try
        {
            var error = directory.TryOpenFile(Place.Name, out var file);
            if (file is null)
                throw CannotRead(error);
            var opened = new OpenLogFile(this, directory, file);
            if (Holds(file.Status))
                return opened;
            file.Dispose();
            throw Changed();
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file is still the one that was looked at.</summary>
    /// <param name="directory">The directory in which it was opened.</param>
    /// <exception cref="NotDeliveredException">It is not there any more, or cannot be looked at.</exception>
    public bool IsUnchanged(LocalDirectory directory) => Look(Place, Index, directory) == this;

    private static NotDeliveredException CannotRead(LocalError error) =>
        error.Fault == LocalFault.Refused
            ? new NotDeliveredException($"the file cannot be read: {LocalError.Text(error.Code)}", ReadHint)
            : LogFilePlace.CannotOpen(error);

    /// <summary>The file is not the one that was looked at, or has other content.</summary>
    public static NotDeliveredException Changed() =>
        new(
            "it was changed while it was read",
            "deliver a log file when nothing is written to it any more, as after its rotation"
        );

    private bool Holds(LocalStatus status) =>
        (status.Identity, status.Length, status.LastWrite) == (Identity, Length, ModifiedAt);

    private static LogFileSource Look(LogFilePlace place, int index, LocalDirectory directory)
    {
        try
        {
            var found = directory.Find(place.Name) ?? throw LogFilePlace.CannotOpen(new LocalError(LocalFault.Absent));
            return found.Kind switch
            {
                LocalKind.File => new LogFileSource(place, index, found.Identity, found.Length, found.LastWrite),
                LocalKind.Directory => throw new NotDeliveredException("it is a folder", "give the files in it"),
                LocalKind.Link => throw LogFilePlace.CannotOpen(new LocalError(LocalFault.Link)),
                _ => new LogFileSource(place, index, found.Identity, Length: 0, found.LastWrite),
            };
        }
        catch (StoreException e)
        {
            throw new NotDeliveredException($"it cannot be looked at: {e.Message}", ReadHint, e);
        }
    }
}
