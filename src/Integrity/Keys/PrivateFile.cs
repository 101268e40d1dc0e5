using Integrity.Storage.Local;

namespace Integrity.Keys;

/// <summary>Files and folders with secrets: for their owner alone.</summary>
internal static class PrivateFile
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersAccess = UnixFileMode.GroupRead | UnixFileMode.OtherRead | OthersWrite;

    /// <summary>
    /// Reads a file with a secret. It must belong to the user or to root, nobody else may read or write it, and nobody
    /// else may replace files in its directory. Owner and mode are those of the file that is open, not of whatever has
    /// its
    /// name a moment later. On Windows they are not checked.
    /// </summary>
    /// <param name="path">The file, or an open descriptor, as a shell passes it for <c>&lt;(…)</c>.</param>
    /// <param name="kind">What it is, for messages.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <exception cref="KeyFileException">
    /// The file does not exist, is not a regular file, is too large, or others have access to it.
    /// </exception>
    public static byte[] Read(string path, string kind, int maxBytes)
    {
        if (!File.Exists(path))
            throw new KeyFileException(
                $"{path}: cannot be read: there is no such file",
                $"give the file of the {kind}"
            );
        try
        {
            if (InputFile.IsDescriptor(path))
            {
                if (!OperatingSystem.IsWindows())
                    RejectSharedAccess(path, kind, File.GetUnixFileMode(path));
                return InputFile.ReadAll(path, maxBytes);
            }
            using var file = LocalFile.OpenNamed(path);
            RejectForeignOwner(path, kind, file.Status);
            RejectSharedAccess(path, kind, file.Status.Mode);
            RejectSharedDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (file.Status.Length <= maxBytes)
                return file.ReadAll(maxBytes);
            throw new KeyFileException(
                $"{path}: the file is too large for a {kind} ({file.Status.Length} bytes)",
                $"give the file of the {kind}"
            );
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new KeyFileException(
                $"{path}: cannot be read: {e.Message}",
                $"let the user who runs this read the {kind}, and nobody else",
                e
            );
        }
    }

    /// <summary>
    /// Refuses a directory of keys in which somebody else can add, replace or delete files. On Windows nothing is
    /// checked.
    /// </summary>
    /// <exception cref="KeyFileException">Somebody else can, or it cannot be looked at.</exception>
    internal static void RequirePrivateDirectory(string path) =>
        RejectForeignOwner(path, "directory of private keys", RejectSharedDirectory(path));

    private static LocalStatus RejectSharedDirectory(string directory)
    {
        using var opened = LocalDirectory.Open(directory);
        var status = opened.Status();
        // with the sticky bit, as in /tmp, nobody can replace files of another user
        if (
            status.Mode is { } mode
            && (mode & OthersWrite) != UnixFileMode.None
            && !mode.HasFlag(UnixFileMode.StickyBit)
        )
            throw new KeyFileException(
                $"{directory}: others than its owner can replace private keys in this directory",
                $"chmod go-w '{directory}'"
            );
        return status;
    }

    private static void RejectForeignOwner(string path, string kind, LocalStatus status)
    {
        if (LocalUser.IsOwnOrRoot(status.Owner))
            return;
        throw new KeyFileException(
            $"{path}: this {kind} belongs to another user (user id {status.Owner})",
            $"chown \"$(id -u)\" '{path}'"
        );
    }

    private static void RejectSharedAccess(string path, string kind, UnixFileMode? mode)
    {
        if ((mode & OthersAccess) is null or UnixFileMode.None)
            return;
        throw new KeyFileException(
            $"{path}: others than its owner can read or write this {kind}",
            $"chmod 600 '{path}'"
        );
    }

    /// <summary>Makes a folder for its owner alone (mode 0700). One that exists stays as it is.</summary>
    internal static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file that must not exist, completely or not at all.</summary>
    internal static void WriteNew(string path, byte[] content, bool isPrivate) =>
        AtomicFile.Write(path, content, replaces: false, isPrivate);

    /// <summary>Writes a file that everybody may read, completely or not at all.</summary>
    internal static void Replace(string path, byte[] content) =>
        AtomicFile.Write(path, content, replaces: true, isPrivate: false);
}
