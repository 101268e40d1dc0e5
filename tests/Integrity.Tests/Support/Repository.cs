namespace Integrity.Tests.Support;

/// <summary>Finds files of the repository, starting from the directory the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Vectors => PathTo("testdata", "vectors");

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
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
        throw new InvalidOperationException("the tests must run below the directory of Integrity.sln");
    }
}
