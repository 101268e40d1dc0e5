using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Building.Delivery;

/// <summary>A file that is to be delivered, as it was when it was looked at.</summary>
/// <param name="Path">The file.</param>
/// <param name="Index">Which of the files it is, from 0.</param>
/// <param name="Length">Its length in bytes. Pipes and devices have none, and so are never opened.</param>
/// <param name="ModifiedAt">When it was last modified.</param>
internal sealed record LogFileSource(string Path, int Index, long Length, DateTimeOffset ModifiedAt)
{
    private const string ReadHint = "let the user who delivers read it";

    /// <summary>Looks at a file, without following links: who can write to a folder of log files must not choose what else is read.</summary>
    /// <exception cref="NotDeliveredException">It is not there, is no file, or cannot be looked at.</exception>
    public static LogFileSource Look(string path, int index)
    {
        try
        {
            if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) throw NoSuchFile();
            var file = new FileInfo(path);
            if (LocalPaths.IsLink(file)) throw new NotDeliveredException("it is a symbolic link, and links are not followed", "give the file itself");
            if (!file.Exists) throw Directory.Exists(path) ? new NotDeliveredException("it is a folder", "give the files in it") : NoSuchFile();
            return new LogFileSource(path, index, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotDeliveredException($"it cannot be looked at: {e.Message}", ReadHint, e);
        }
    }

    /// <summary>Opens what it held when it was looked at.</summary>
    /// <exception cref="NotDeliveredException">It cannot be read.</exception>
    public StoredObject Open()
    {
        try
        {
            return LocalObject.Open(new FileInfo(Path));
        }
        catch (StoreException e)
        {
            throw new NotDeliveredException(e.Message, ReadHint, e);
        }
    }

    /// <summary>Whether the file is still the one that was looked at.</summary>
    /// <exception cref="NotDeliveredException">It is not there any more, or cannot be looked at.</exception>
    public bool IsUnchanged() => Look(Path, Index) == this;

    private static NotDeliveredException NoSuchFile() => new("there is no such file", null);
}
