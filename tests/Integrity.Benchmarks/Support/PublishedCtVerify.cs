namespace Integrity.Benchmarks.Support;

/// <summary>ctverify as it is released, compiled ahead of time.</summary>
internal static class PublishedCtVerify
{
    /// <summary>Publishes it, and tells where its executable lies. Build folders and lock files of the checkout are left alone.</summary>
    public static async Task<string> MakeAsync()
    {
        var folder = Workplace.Artifact("ctverify");
        await Child.RunAsync(
            "dotnet",
            [
                "publish",
                Workplace.Source("src", "Integrity.Cli"),
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
                Workplace.Artifact("build"),
                "-o",
                folder,
                "-nodeReuse:false",
                "-p:UseSharedCompilation=false",
            ],
            "dotnet-sdk-10.0"
        );
        return Path.Combine(folder, "ctverify");
    }
}
