using Integrity.Cli;
using Integrity.Cli.Output;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>The last line of a run on a terminal: the verdict, the worst fact first.</summary>
public sealed class VerdictLineTests
{
    [Theory]
    [InlineData(
        "valid",
        "VALID       6 digest files, 12 log files; every second from 2025-05-04 10:00 to 16:00 UTC is covered"
    )]
    [InlineData("log-modified", "INVALID     1 log file was modified; 11 are valid")]
    [InlineData("log-deleted", "INVALID     1 log file is missing; 11 are valid")]
    [InlineData("digest-bad-signature", "INVALID     1 digest file failed verification; *")]
    [InlineData("newest-digests-missing", "INCOMPLETE  nothing is wrong, but 2 h are not covered")]
    public async Task The_last_line_on_a_terminal_is_the_verdict(string vector, string line)
    {
        var run = await OnTerminalAsync(vector);

        run.Errors.TrimEnd('\n').Split('\n')[^1].Should().Match(line);
    }

    [Fact]
    public async Task It_is_not_printed_when_standard_error_is_not_a_terminal()
    {
        var run = await ProgramRun.OfAsync(ArgumentsOf("log-modified"));

        run.Errors.Should().NotContain("was modified");
    }

    [Theory]
    [InlineData("log-modified", "\u001b[1;97;41mINVALID\u001b[0m     1 log file")]
    [InlineData("newest-digests-missing", "\u001b[1;30;43mINCOMPLETE\u001b[0m  nothing is wrong")]
    [InlineData("valid", "\u001b[1;30;42mVALID\u001b[0m       6 digest files")]
    public async Task The_verdict_is_colored_on_request(string vector, string start)
    {
        var run = await OnTerminalAsync(vector, "--color", "on");

        run.Errors.Should().Contain($"\n{start}");
    }

    [Fact]
    public async Task The_json_report_contains_it()
    {
        var run = await ProgramRun.OfAsync([.. ArgumentsOf("log-modified"), "--format", "json"]);

        run.Output.Should().Contain("\"summary\": \"INVALID: 1 log file was modified; 11 are valid\"");
    }

    [Fact]
    public void Without_color_there_is_no_escape_sequence()
    {
        using var errors = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, errors, TimeProvider.System) { IsErrorTerminal = true };

        VerdictLine.Write(terminal, new VerdictSentence(Verdict.Invalid, "1 log file was modified"));

        errors.ToString().Should().Be("\nINVALID     1 log file was modified\n");
    }

    private static async Task<ProgramRun> OnTerminalAsync(string vector, params string[] more)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var terminal = new Terminal(output, errors, FixedClock.AfterTheVectors) { IsErrorTerminal = true };
        var exitCode = await CtVerify.RunAsync([.. ArgumentsOf(vector), .. more], terminal);
        return new ProgramRun(exitCode, output.ToString(), errors.ToString());
    }

    private static string[] ArgumentsOf(string name)
    {
        var vector = new Vector(name);
        return [.. vector.Arguments, "--source", vector.Buckets, "--keys", vector.PublicKeys];
    }
}
