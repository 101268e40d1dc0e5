using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>
/// A file whose delivery is under way, and the directory in which it was opened. Both stay open until the file is
/// removed: an open file keeps its identity, so no other file can take its place unnoticed.
/// </summary>
internal sealed record OpenLogFile(LogFileSource Source, LocalDirectory Directory, LocalFile File) : IDisposable
{
    /// <summary>
    /// Whether the name still leads to the file that is open, and the file is as it was when it was looked at.
    /// </summary>
    /// <exception cref="NotDeliveredException">It is not there any more, or cannot be looked at.</exception>
    public bool IsUnchanged() => Source.IsUnchanged(Directory);

    /// <summary>Removes the name, if it is that of the open file; <c>false</c> when it is not.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public bool Remove() => Directory.Delete(Source.Place.Name, only: File.Status.Identity);

    public void Dispose()
    {
        File.Dispose();
        Directory.Dispose();
    }
}
