namespace Integrity.Tests.Support;

/// <summary>Finds files of the repository, starting from the directory the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Vectors => PathTo("testdata", "vectors");

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Integrity.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("the tests must run below the directory of Integrity.sln");
    }
}
