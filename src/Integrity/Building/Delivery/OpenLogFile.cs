using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>
/// A file being delivered and the directory from which it was opened. Both stay open until the file is deleted. An open
/// file keeps its identity, so a replacement is always detected.
/// </summary>
internal sealed record OpenLogFile(LogFileSource Source, LocalDirectory Directory, LocalFile File) : IDisposable
{
    /// <summary>Whether the name still refers to the open file and the file has not changed.</summary>
    /// <exception cref="NotDeliveredException">It no longer exists or cannot be inspected.</exception>
    public bool IsUnchanged() => Source.IsUnchanged(Directory);

    /// <summary>Deletes the file; returns <c>false</c> if the name no longer refers to it.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public bool Remove() => Directory.Delete(Source.Location.Name, only: File.Status.Identity);

    public void Dispose()
    {
        File.Dispose();
        Directory.Dispose();
    }
}
