namespace Integrity.Tests.Support;

/// <summary>A new, empty directory that is deleted after the test.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("integrity-test-").FullName;

    public string PathTo(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file, creating its parent directories, and returns its path.</summary>
    public string Write(string relativePath, byte[] content)
    {
        var path = PathTo(relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string relativePath, string content) =>
        Write(relativePath, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Copies a directory recursively.</summary>
    public string CopyOf(string directory, string relativePath)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
            Write(
                System.IO.Path.Combine(relativePath, System.IO.Path.GetRelativePath(directory, file)),
                File.ReadAllBytes(file)
            );
        return PathTo(relativePath);
    }

    /// <summary>
    /// All files below the directory with their contents, by relative path in ordinal order. Equal states compare
    /// equal.
    /// </summary>
    public IReadOnlyDictionary<string, string> State() =>
        new SortedDictionary<string, string>(
            Directory
                .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .ToDictionary(
                    file => System.IO.Path.GetRelativePath(Path, file),
                    file => Convert.ToHexString(File.ReadAllBytes(file)),
                    StringComparer.Ordinal
                ),
            StringComparer.Ordinal
        );

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
