namespace Integrity.Cli.Delivery;

/// <summary>The files that a user means by files and folders: each once, those of a folder in the order of their names, with those of the folders below.</summary>
internal sealed class SourceFiles
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly string? _store;

    private SourceFiles(string? store) => _store = store;

    /// <summary>The files.</summary>
    public List<string> Paths { get; } = [];

    /// <summary>Folders that cannot be listed, and why.</summary>
    public List<(string Path, string Problem)> Failures { get; } = [];

    /// <summary>Links that were found in folders. They are not followed: who can write to a folder of log files must not choose what else is read.</summary>
    public List<string> Links { get; } = [];

    /// <param name="given">Files and folders.</param>
    /// <param name="store">The folder to which is delivered; <c>null</c> when it is none.</param>
    /// <exception cref="CommandException">A file lies in the store.</exception>
    public static SourceFiles Find(IEnumerable<string> given, string? store)
    {
        var files = new SourceFiles(store);
        foreach (var path in given)
        {
            if (files.IsInStore(path)) throw CommandException.Usage($"{path} lies in the store itself", "give log files that lie elsewhere");
            if (Directory.Exists(path) && !new DirectoryInfo(path).Attributes.HasFlag(FileAttributes.ReparsePoint)) files.AddFolder(new DirectoryInfo(path), path);
            else files.Add(path);
        }
        return files;
    }

    private void AddFolder(DirectoryInfo folder, string shown)
    {
        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos("*", Everything).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var path = Path.Combine(shown, entry.Name);
                if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) Links.Add(path);
                else if (entry is not DirectoryInfo below) Add(path);
                else if (!IsInStore(path)) AddFolder(below, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failures.Add((shown, e.Message));
        }
    }

    private void Add(string path)
    {
        if (_seen.Add(Path.GetFullPath(path))) Paths.Add(path);
    }

    private bool IsInStore(string path)
    {
        if (_store is null) return false;
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return full == _store || full.StartsWith(_store + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
