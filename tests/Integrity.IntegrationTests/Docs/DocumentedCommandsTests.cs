using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Docs;

/// <summary>
/// Runs every command in the <c>console</c> blocks of README.md and docs/, as a reader would: in a directory with the
/// repository's test data and keys. To write the current output into the pages, set INTEGRITY_WRITE_DOCS=1.
/// </summary>
public sealed class DocumentedCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Pages =>
        [
            "README.md",
            .. Directory
                .GetFiles(RepositoryFolder.At("docs"), "*.md")
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
                .Select(name => $"docs/{name}"),
        ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_prints_the_documented_output(string page)
    {
        var document = new ConsolePage(RepositoryFolder.At(page.Split('/')));
        await CopyDataAsync();
        var outputs = new List<IReadOnlyList<string>>();
        var stale = new List<string>();

        foreach (var step in document.Steps)
        {
            var actual = await RunAsync(step.Command);
            if (!step.Shows(actual))
                stale.Add($"$ {step.Command}\nprints\n{string.Join('\n', actual)}");
            outputs.Add(step.Shows(actual) ? step.Output : actual);
        }

        if (Environment.GetEnvironmentVariable("INTEGRITY_WRITE_DOCS") == "1")
            document.Write(outputs);
        else
            stale
                .Should()
                .BeEmpty("the page must show what the program prints; INTEGRITY_WRITE_DOCS=1 writes it into the page");
    }

    private async Task CopyDataAsync()
    {
        foreach (var name in (string[])["testdata", "keys"])
        {
            await new ExternalProgram("cp", "coreutils").RunAsync("-r", RepositoryFolder.At(name), _folder.At(name));
        }
        Directory.CreateDirectory(_folder.At("bin"));
        await File.WriteAllTextAsync(
            _folder.At("bin", "ctverify"),
            $"#!/bin/sh\nexec {CtVerifyProgram.ShellCommand} \"$@\"\n"
        );
        await new ExternalProgram("chmod", "coreutils").RunAsync("755", _folder.At("bin", "ctverify"));
    }

    /// <summary>
    /// Returns the lines in a terminal: standard output and standard error in the order written.
    /// </summary>
    private async Task<List<string>> RunAsync(string command)
    {
        var script = $"cd '{_folder.Root}'; PATH='{_folder.At("bin")}':$PATH; {{ {command}\n}} 2>&1";
        var run = await new ExternalProgram("bash", "bash").TryRunAsync("-c", script);
        var text = run.Output.EndsWith('\n') ? run.Output[..^1] : run.Output;
        return text.Length == 0 ? [] : [.. text.Split('\n')];
    }
}
