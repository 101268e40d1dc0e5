namespace Integrity.IntegrationTests.Support;

/// <summary>The checkout from which the tests were built.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = Find();

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Integrity.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException(
            $"cannot find Integrity.sln above {AppContext.BaseDirectory}: run the tests from a checkout"
        );
    }
}
