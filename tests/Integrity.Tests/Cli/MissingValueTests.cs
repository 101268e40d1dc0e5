using System.CommandLine;
using Integrity.Cli;
using Integrity.Cli.Output;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>
/// An option without its value is a usage error: for every option of every command, at the end and before another
/// option.
/// </summary>
public sealed class MissingValueTests
{
    public static TheoryData<string, string> Options
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (
                var (path, option) in Of(
                    CtVerify.CreateProgram(new Terminal(TextWriter.Null, TextWriter.Null, TimeProvider.System)),
                    ""
                )
            )
                data.Add(path, option);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task An_option_without_a_value_is_rejected(string path, string option)
    {
        string[] command = path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (
            var words in (string[][])
                [
                    [option],
                    [option, "value", option],
                    [option, "--help"],
                    [option, "--no-such-option"],
                ]
        )
        {
            var run = await ProgramRun.OfAsync([.. command, .. words]);

            (run.ExitCode, run.Output).Should().Be((2, ""), "{0}: {1}", string.Join(' ', words), run);
            run.Errors.Should().StartWith($"ctverify: {option}: missing value\nhint: write: {option} ");
        }
    }

    private static IEnumerable<(string Path, string Option)> Of(Command command, string path) =>
        command
            .Options.Where(option => option.Arity.MinimumNumberOfValues > 0 && !option.Recursive)
            .Select(option => (path, option.Name))
            .Concat(command.Subcommands.SelectMany(below => Of(below, $"{path} {below.Name}")));
}
