using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>Completions in real shells, and the manual page in the real formatter.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly TemporaryFolder _directory = new();

    public ShellTests()
    {
        File.WriteAllText(_directory.At("ctverify"), $"#!/bin/sh\nexec {CtVerifyProgram.ShellCommand} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_directory.At("ctverify"), (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("ctverify val", "validate-logs")]
    [InlineData("ctverify keys gen", "generate")]
    [InlineData("ctverify validate-logs --no-un", "--no-unlisted")]
    [InlineData("ctverify validate-logs --format j", "json")]
    public async Task Bash_completes_a_word(string line, string word)
    {
        var script = $$"""
            source <(ctverify completion bash)
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}; read -ra COMP_WORDS <<< "$COMP_LINE"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _ctverify
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        var run = await RunAsync("bash", "--norc", "-c", script);

        run.Output.Should().Be(word + "\n", "{0}", run);
    }

    [Theory]
    [InlineData("ctverify val", "validate-logs")]
    [InlineData("ctverify keys gen", "generate")]
    [InlineData("ctverify validate-logs --no-un", "--no-unlisted")]
    public async Task Fish_completes_a_word(string line, string word)
    {
        var script = $"ctverify completion fish | source; complete -C '{line}'";

        var run = await RunAsync("fish", "--no-config", "-c", script);

        run.Output.Should().Be(word + "\n", "{0}", run);
    }

    [Fact]
    public async Task Zsh_completes_a_word_when_Tab_is_pressed()
    {
        const string Script = """
            zmodload zsh/zpty
            zpty shell 'zsh -f -i'
            zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D; source <(ctverify completion zsh); print ready'
            zpty -r shell output '*ready*ready*'
            zpty -w -n shell $'ctverify validate-logs --no-un\t'
            zpty -r shell output '*--no-unlisted*' && print completed
            zpty -d shell
            """;

        var run = await RunAsync("zsh", "-f", "-c", Script);

        run.Output.Should().EndWith("completed\n", "{0}", run);
    }

    [Fact]
    public async Task The_manual_page_has_no_warning_and_fits_80_columns()
    {
        var run = await RunAsync(
            "bash",
            "-c",
            "set -o pipefail; ctverify man > \"$0/ctverify.1\" && MANWIDTH=80 man -l --warnings \"$0/ctverify.1\"",
            _directory.Root
        );

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Errors.Should().BeEmpty();
        run.Output.Should().Contain("NAME").And.Contain("ctverify validate-logs").And.Contain("--trail-arn");
        run.Output.Split('\n').Where(line => line.Length > 80 && !line.Contains("       ")).Should().BeEmpty();
    }

    private Task<ProgramRun> RunAsync(string program, params string[] arguments) =>
        new ExternalProgram("env", "coreutils").TryRunAsync([
            $"PATH={_directory.Root}:{Environment.GetEnvironmentVariable("PATH")}",
            "LC_ALL=C.UTF-8",
            program,
            .. arguments,
        ]);
}
