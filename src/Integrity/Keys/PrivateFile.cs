namespace Integrity.Keys;

/// <summary>Files and folders with secrets: for their owner alone.</summary>
public static class PrivateFile
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    internal const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Refuses a file with a secret that others than its owner can read or write. On Windows nothing is looked at.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is, for the message.</param>
    /// <exception cref="KeyFileException">Others can, or the file does not exist.</exception>
    public static void RefuseWhenOthersCanRead(string path, string kind)
    {
        if (!File.Exists(path)) throw new KeyFileException($"{path}: cannot be read: there is no such file", $"give the file of the {kind}");
        if (OperatingSystem.IsWindows()) return;
        if ((File.GetUnixFileMode(path) & Others) != UnixFileMode.None) throw new KeyFileException($"{path}: others than its owner can read or write this {kind}", $"chmod 600 '{path}'");
    }

    /// <summary>Makes a folder for its owner alone (mode 0700). One that exists stays as it is.</summary>
    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file that must not exist, whole or not at all.</summary>
    internal static void WriteNew(string path, byte[] content, UnixFileMode mode) => Write(path, content, mode, overwrite: false);

    /// <summary>Writes a file, whole or not at all: whoever reads it, also after a crash, sees the old one or the new one.</summary>
    internal static void Replace(string path, byte[] content, UnixFileMode mode) => Write(path, content, mode, overwrite: true);

    private static void Write(string path, byte[] content, UnixFileMode mode, bool overwrite)
    {
        // the ending is none of a key file, so nobody takes the beginning of one for it
        var unfinished = $"{path}.{Guid.NewGuid():N}.unfinished";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        try
        {
            using (var file = new FileStream(unfinished, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite);
        }
        finally
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }
    }
}
