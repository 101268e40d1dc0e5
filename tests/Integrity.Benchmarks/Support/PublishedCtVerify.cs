namespace Integrity.Benchmarks.Support;

/// <summary>The published program, compiled ahead of time.</summary>
internal static class PublishedCtVerify
{
    /// <summary>
    /// Publishes the program and returns its path. The checkout's build directories and lock files stay unchanged.
    /// </summary>
    public static async Task<string> CreateAsync()
    {
        var directory = Workspace.Artifact("ctverify");
        await Child.RunAsync(
            "dotnet",
            [
                "publish",
                Workspace.Source("src", "Integrity.Cli"),
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
                Workspace.Artifact("build"),
                "-o",
                directory,
                "-nodeReuse:false",
                "-p:UseSharedCompilation=false",
            ],
            "dotnet-sdk-10.0"
        );
        return Path.Combine(directory, "ctverify");
    }
}
