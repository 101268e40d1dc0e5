namespace Integrity.IntegrationTests.Support;

/// <summary>
/// The released native binary: the file in <c>CTVERIFY_PROGRAM</c>, or else one that is published for these tests,
/// which takes a minute or two.
/// </summary>
internal static class NativeProgram
{
    private static readonly Lazy<Task<ExternalProgram>> Program = new(FindAsync);

    public static Task<ExternalProgram> GetAsync() => Program.Value;

    private static async Task<ExternalProgram> FindAsync() =>
        CtVerifyProgram.Command is [var file] ? new ExternalProgram(file, "dotnet-sdk-10.0") : await PublishAsync();

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
