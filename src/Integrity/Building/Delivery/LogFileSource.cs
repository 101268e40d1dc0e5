using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>The state of a file to deliver, when it was inspected.</summary>
/// <param name="Location">The path of the file.</param>
/// <param name="Index">The index of the file, from 0.</param>
/// <param name="Identity">The identity of the file, independent of its name.</param>
/// <param name="Length">The size in bytes. Zero for pipes and devices, which are therefore never opened.</param>
/// <param name="ModifiedAt">The last modification.</param>
internal sealed record LogFileSource(
    SourcePath Location,
    int Index,
    FileIdentity Identity,
    long Length,
    DateTimeOffset ModifiedAt
)
{
    public const string ReadHint = "make it readable for the current user";

    /// <summary>The path, as passed by the caller.</summary>
    public string Path => Location.Shown;

    /// <summary>Inspects a file without following links.</summary>
    /// <exception cref="NotDeliveredException">It does not exist, is not a file, or cannot be inspected.</exception>
    public static LogFileSource Inspect(SourcePath path, int index)
    {
        using var directory = path.OpenDirectory();
        return Inspect(path, index, directory);
    }

    /// <summary>Opens the file. It stays open until its delivery is complete.</summary>
    /// <exception cref="NotDeliveredException">It was replaced or changed, or cannot be read.</exception>
    public OpenLogFile Open()
    {
        var directory = Location.OpenDirectory();
        try
        {
            var error = directory.TryOpenFile(Location.Name, out var file);
            if (file is null)
                throw CannotRead(error);
            var opened = new OpenLogFile(this, directory, file);
            if (Matches(file.Status))
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

    /// <summary>Whether the file has not changed since it was inspected.</summary>
    /// <param name="directory">The directory from which it was opened.</param>
    /// <exception cref="NotDeliveredException">It no longer exists or cannot be inspected.</exception>
    public bool IsUnchanged(LocalDirectory directory) => Inspect(Location, Index, directory) == this;

    private static NotDeliveredException CannotRead(LocalError error) =>
        error.Fault == LocalFault.Refused
            ? new NotDeliveredException($"cannot read it: {LocalError.Text(error.Code)}", ReadHint)
            : SourcePath.CannotOpen(error);

    /// <summary>Creates the error for a file that was replaced or changed.</summary>
    public static NotDeliveredException Changed() =>
        new("it changed while it was read", "deliver log files only after the last write, for example after rotation");

    private bool Matches(LocalStatus status) =>
        (status.Identity, status.Length, status.LastWrite) == (Identity, Length, ModifiedAt);

    private static LogFileSource Inspect(SourcePath path, int index, LocalDirectory directory)
    {
        try
        {
            var found = directory.Find(path.Name) ?? throw SourcePath.CannotOpen(new LocalError(LocalFault.Absent));
            return found.Kind switch
            {
                LocalKind.File => new LogFileSource(path, index, found.Identity, found.Length, found.LastWrite),
                LocalKind.Directory => throw new NotDeliveredException("it is a directory", "pass the files in it"),
                LocalKind.Link => throw SourcePath.CannotOpen(new LocalError(LocalFault.Link)),
                _ => new LogFileSource(path, index, found.Identity, Length: 0, found.LastWrite),
            };
        }
        catch (StoreException e)
        {
            throw new NotDeliveredException($"cannot inspect it: {e.Message}", ReadHint, e);
        }
    }
}
