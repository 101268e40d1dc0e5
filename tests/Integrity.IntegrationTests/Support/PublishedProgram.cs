namespace Integrity.IntegrationTests.Support;

/// <summary>
/// The program as it is released: compiled ahead, started by its own executable. It starts several times faster than
/// the build that the other tests run.
/// </summary>
internal static class PublishedProgram
{
    private static readonly Lazy<Task<ExternalProgram>> Program = new(PublishAsync);

    /// <summary>
    /// Publishes it once for all tests, into a folder of its own: the checkout's build folders and lock files are left
    /// alone.
    /// </summary>
    public static Task<ExternalProgram> GetAsync() => Program.Value;

    private static async Task<ExternalProgram> PublishAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        await ExternalProgram.DotNet.RunAsync(
            "publish",
            RepositoryFolder.At("src", "Integrity.Cli"),
            "-c",
            "Release",
            "-r",
            "linux-x64",
            "--self-contained",
            "false",
            "-p:PublishReadyToRun=true",
            "-p:RestorePackagesWithLockFile=false",
            "-p:RestoreLockedMode=false",
            "-p:NuGetLockFilePath=none.lock.json",
            "--artifacts-path",
            folder.At("artifacts"),
            "-o",
            folder.At("published"),
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false"
        );
        return new ExternalProgram(folder.At("published", "ctverify"), "dotnet-sdk-10.0");
    }
}
