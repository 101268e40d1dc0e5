using Integrity.Storage.Local;

namespace Integrity.Keys;

/// <summary>Files and directories with secrets, accessible to their owner only.</summary>
internal static class PrivateFile
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersAccess = UnixFileMode.GroupRead | UnixFileMode.OtherRead | OthersWrite;

    /// <summary>
    /// Reads a file that contains a secret. It must belong to the user or root, nobody else may read or write it, and
    /// nobody else may replace files in its directory. Owner and mode are those of the open file, so a later swap has
    /// no effect. Windows performs none of these checks.
    /// </summary>
    /// <param name="path">The file, or an open descriptor such as a shell passes for <c>&lt;(…)</c>.</param>
    /// <param name="kind">The kind of secret, for messages.</param>
    /// <param name="maxBytes">Maximum size.</param>
    /// <exception cref="KeyFileException">
    /// The file does not exist, is not a regular file, is too large, or is accessible to others.
    /// </exception>
    public static byte[] Read(string path, string kind, int maxBytes)
    {
        if (!File.Exists(path))
            throw new KeyFileException($"cannot read {path}: no such file", $"pass the path of the {kind} file");
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
                $"pass the path of the {kind} file"
            );
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new KeyFileException(
                $"cannot read {path}: {e.Message}",
                $"make the {kind} readable by the user who runs this command and nobody else",
                e
            );
        }
    }

    /// <summary>
    /// Throws if another user can add, replace or delete files in a directory of keys. Not checked on Windows.
    /// </summary>
    /// <exception cref="KeyFileException">Another user has access, or the directory is unreadable.</exception>
    internal static void RequirePrivateDirectory(string path) =>
        RejectForeignOwner(path, "directory of private keys", RejectSharedDirectory(path));

    private static LocalStatus RejectSharedDirectory(string directory)
    {
        using var opened = LocalDirectory.Open(directory);
        var status = opened.Status();
        // With the sticky bit, as in /tmp, users cannot replace each other's files.
        if (
            status.Mode is { } mode
            && (mode & OthersWrite) != UnixFileMode.None
            && !mode.HasFlag(UnixFileMode.StickyBit)
        )
            throw new KeyFileException(
                $"{directory}: other users can replace private keys in this directory",
                $"chmod go-w '{directory}'"
            );
        return status;
    }

    private static void RejectForeignOwner(string path, string kind, LocalStatus status)
    {
        if (LocalUser.IsOwnOrRoot(status.Owner))
            return;
        throw new KeyFileException(
            $"{path}: the {kind} belongs to another user (user ID {status.Owner})",
            $"chown \"$(id -u)\" '{path}'"
        );
    }

    private static void RejectSharedAccess(string path, string kind, UnixFileMode? mode)
    {
        if ((mode & OthersAccess) is null or UnixFileMode.None)
            return;
        throw new KeyFileException($"{path}: the {kind} is accessible to other users", $"chmod 600 '{path}'");
    }

    /// <summary>Creates a directory for its owner only (mode 0700). An existing directory is left unchanged.</summary>
    internal static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }
}
