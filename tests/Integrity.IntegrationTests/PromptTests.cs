using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// The passphrase prompt in a terminal (a kernel pseudo-terminal). Input is not echoed, and the terminal echoes again
/// after the program ends.
/// </summary>
public sealed class PromptTests : IDisposable
{
    /// <summary>
    /// Waits for each prompt and types the answer. Prints the exit code, whether the terminal echoes, and its output.
    /// </summary>
    internal const string Script = """
        import os, pty, subprocess, sys, termios, time
        terminal, side = pty.openpty()
        echoes = lambda: bool(termios.tcgetattr(side)[3] & termios.ECHO)
        dialog, command = sys.argv[1].split('|'), sys.argv[2:]
        before = echoes()
        program = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, start_new_session=True)
        shown = b''
        for prompt, answer in zip(dialog[::2], dialog[1::2]):
            while prompt.encode() not in shown[shown.rfind(b'\n') + 1:]: shown += os.read(terminal, 4096)
            while echoes() and program.poll() is None: time.sleep(0.01)
            os.write(terminal, answer.encode().decode('unicode_escape').encode())
            shown += b'\n'
        code = program.wait()
        os.set_blocking(terminal, False)
        try:
            while True: shown += os.read(terminal, 4096)
        except BlockingIOError: pass
        print(code, before, echoes())
        print(shown.decode().replace('\r', ''))
        """;

    private readonly TemporaryFolder _folder = new();

    private string Keys => _folder.At("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_passphrase_entered_twice_encrypts_the_key_and_is_not_echoed()
    {
        var run = await TypeAsync(
            @"Passphrase of the new key: |correct hirse\x7f\x7f\x7f\x7forse\r|Repeat the passphrase: |correct horse\r"
        );

        run.Should()
            .StartWith("0 True True\n", "backspace deletes a character")
            .And.NotContain("horse")
            .And.NotContain("hirse");
        (
            await ExternalProgram.OpenSsl.TryRunAsync(
                "pkey",
                "-in",
                Directory.GetFiles(Keys, "*.private.pem", SearchOption.AllDirectories).Single(),
                "-passin",
                "pass:correct horse",
                "-noout"
            )
        )
            .ExitCode.Should()
            .Be(0);
    }

    [Theory]
    [InlineData(@"\x03")]
    [InlineData(@"half of it\x03")]
    [InlineData(@"\x04")]
    public async Task Ctrl_C_and_Ctrl_D_cancel_the_prompt_and_restore_the_terminal(string typed)
    {
        var run = await TypeAsync($"Passphrase of the new key: |{typed}");

        run.Should().StartWith("3 True True\n").And.Contain("ctverify: interrupted\n").And.NotContain("half");
        Directory.Exists(Keys).Should().BeFalse();
    }

    [Fact]
    public async Task Different_passphrases_are_rejected()
    {
        var run = await TypeAsync(
            @"Passphrase of the new key: |correct horse\r|Repeat the passphrase: |correct nurse\r"
        );

        run.Should().StartWith("2 True True\n").And.Contain("ctverify: the passphrases differ\n");
        Directory.Exists(Keys).Should().BeFalse();
    }

    private async Task<string> TypeAsync(string dialog)
    {
        string[] command =
        [
            .. CtVerifyProgram.Command,
            "keys",
            "generate",
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--encrypt",
        ];
        var run = await ExternalProgram.Python.RunAsync(["-c", Script, dialog, .. command]);
        return run.Output;
    }
}
