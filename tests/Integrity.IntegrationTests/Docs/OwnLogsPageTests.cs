using System.Text.RegularExpressions;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Docs;

/// <summary>
/// Runs the commands in the first chapter of docs/your-own-logs.md, with another directory for nginx and a fake
/// journalctl.
/// </summary>
public sealed class OwnLogsPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_commands_build_and_verify_a_trail()
    {
        var blocks = Blocks();
        blocks.Should().HaveCount(3);
        await WriteLogsAsync();

        var import = await RunAsync(blocks[0]);
        var later = await RunAsync(blocks[1]);
        var journal = await RunAsync(blocks[2]);

        import.ExitCode.Should().Be(0, "{0}", import);
        import
            .Output.Should()
            .Contain("\n2 log files delivered\n")
            .And.MatchRegex("digest files written\n")
            .And.MatchRegex("(?m)^(?<n>[0-9]+)/\\k<n> digest files valid$")
            .And.NotContain("INVALID");
        later.ExitCode.Should().Be(0, "{0}", later);
        later.Output.Should().Contain("\n0 log files delivered, 2 already delivered\n");
        journal.ExitCode.Should().Be(0, "{0}", journal);
        journal.Output.Should().EndWith("\n1 log file delivered\n");
        Directory.GetFiles(_folder.At("journal")).Should().BeEmpty();
    }

    /// <summary>Writes log files as logrotate does.</summary>
    private async Task WriteLogsAsync()
    {
        var nginx = Directory.CreateDirectory(_folder.At("nginx")).FullName;
        File.WriteAllText(Path.Combine(nginx, "access.log"), "10.0.0.1 - - \"GET /now\" 200\n");
        File.WriteAllText(Path.Combine(nginx, "access.log.1"), "10.0.0.1 - - \"GET /yesterday\" 200\n");
        File.WriteAllText(Path.Combine(nginx, "access.log.2"), "10.0.0.1 - - \"GET /before\" 200\n");
        await new ExternalProgram("sh", "dash").RunAsync(
            "-c",
            $"cd '{nginx}' && touch -d '5 hours ago' access.log.1 && touch -d '29 hours ago' access.log.2 && "
                + "gzip access.log.2"
        );
    }

    /// <summary>
    /// Runs commands with this build of <c>ctverify</c> and a <c>journalctl</c> that prints one line.
    /// </summary>
    private async Task<ProgramRun> RunAsync(string commands)
    {
        Directory.CreateDirectory(_folder.At("bin"));
        await WriteProgramAsync("ctverify", $"exec {CtVerifyProgram.ShellCommand} \"$@\"");
        await WriteProgramAsync("journalctl", """echo '{"MESSAGE":"Started nginx.service"}'""");
        var script =
            $"set -e; cd '{_folder.Root}'; PATH='{_folder.At("bin")}':$PATH; "
            + $"{commands.Replace("/var/log/nginx", _folder.At("nginx"), StringComparison.Ordinal)}";
        return await new ExternalProgram("bash", "bash").TryRunAsync("-c", script);
    }

    private async Task WriteProgramAsync(string name, string body)
    {
        await File.WriteAllTextAsync(_folder.At("bin", name), $"#!/bin/sh\n{body}\n");
        await new ExternalProgram("chmod", "coreutils").RunAsync("755", _folder.At("bin", name));
    }

    private static List<string> Blocks()
    {
        var page = File.ReadAllText(RepositoryFolder.At("docs", "your-own-logs.md"));
        var start = page.IndexOf("\n## From nothing to a verified trail\n", StringComparison.Ordinal);
        var chapter = page[start..page.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
        return
        [
            .. Regex
                .Matches(
                    chapter,
                    "```sh\n(?<commands>.*?)```",
                    RegexOptions.Singleline | RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(5)
                )
                .Select(match => match.Groups["commands"].Value),
        ];
    }
}
