namespace Integrity.Cli.Demo;

/// <summary>The directory of a demo: given by the user and kept, or temporary and deleted at the end.</summary>
internal sealed class DemoDirectory : IDisposable
{
    private DemoDirectory(string path, bool isKept) => (Path, IsKept) = (path, isKept);

    public string Path { get; }

    public bool IsKept { get; }

    /// <summary>Directory of the sample trail.</summary>
    public string Trail => System.IO.Path.Combine(Path, "trail");

    /// <summary>Directory of the signing keys.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Returns the directory of the copy that an attack changes.</summary>
    /// <param name="number">Number of the attack, from 1.</param>
    public string Attack(int number) => System.IO.Path.Combine(Path, "attacks", $"{number:00}");

    /// <summary>Opens a directory; <c>null</c> creates a temporary one.</summary>
    /// <exception cref="CommandException">The directory is not empty.</exception>
    public static DemoDirectory Open(string? path)
    {
        if (path is null)
            return new DemoDirectory(Directory.CreateTempSubdirectory("ctverify-demo-").FullName, isKept: false);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            throw CommandException.Usage(
                $"not an empty directory: {path}",
                "pass an empty or new directory; the demo never overwrites files"
            );
        return new DemoDirectory(System.IO.Path.TrimEndingDirectorySeparator(path), isKept: true);
    }

    public void Dispose()
    {
        if (!IsKept)
            Directory.Delete(Path, recursive: true);
    }
}
