namespace Integrity.Tests.Support;

/// <summary>Finds the files of the repository from where the tests run.</summary>
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
        throw new InvalidOperationException("the tests must run below the folder that holds Integrity.sln");
    }
}
