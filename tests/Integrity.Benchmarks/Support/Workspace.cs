namespace Integrity.Benchmarks.Support;

/// <summary>The checkout, and a directory in it for the output of the benchmarks.</summary>
internal static class Workspace
{
    private static readonly string Root = Find();

    public static string Source(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Returns a path below <c>artifacts/benchmarks</c>, which git ignores.</summary>
    public static string Artifact(params string[] parts)
    {
        var path = Path.Combine([Root, "artifacts", "benchmarks", .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string Find()
    {
        for (
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            directory is not null;
            directory = directory.Parent
        )
        {
            if (File.Exists(Path.Combine(directory.FullName, "Integrity.sln")))
                return directory.FullName;
        }
        throw new InvalidOperationException("run the benchmarks from a checkout");
    }
}
