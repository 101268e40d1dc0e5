using System.CommandLine;
using Integrity.Cli;
using Integrity.Cli.Output;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

public sealed class HelpTests
{
    [Theory]
    [InlineData("validate-logs")]
    [InlineData("verify-query-results")]
    [InlineData("fetch")]
    [InlineData("inspect")]
    [InlineData("bundle")]
    [InlineData("prove")]
    [InlineData("build")]
    [InlineData("deliver")]
    [InlineData("keys generate")]
    [InlineData("keys import")]
    [InlineData("keys rotate")]
    [InlineData("keys list")]
    [InlineData("keys export")]
    [InlineData("keys fetch")]
    [InlineData("keys serve")]
    public async Task The_help_of_each_command_shows_an_example(string command)
    {
        var run = await ProgramRun.OfAsync([.. command.Split(' '), "--help"]);

        (run.ExitCode, run.Errors).Should().Be((0, ""));
        run.Output.Should().Match("*Example*:*").And.Contain($"  ctverify {command} ");
    }

    [Theory]
    [InlineData("validate-logs")]
    [InlineData("verify-query-results")]
    public async Task The_help_of_a_verification_lists_every_exit_code(string command)
    {
        var run = await ProgramRun.OfAsync(command, "--help");

        run.Output.Should().Contain("Exit codes: 0 valid, 1 invalid, 2 usage, 3 incomplete");
    }

    [Theory]
    [InlineData("validate-logs")]
    [InlineData("verify-query-results")]
    [InlineData("fetch")]
    [InlineData("inspect")]
    [InlineData("bundle")]
    [InlineData("prove")]
    [InlineData("build")]
    [InlineData("deliver")]
    [InlineData("keys")]
    public async Task The_help_of_the_program_lists_every_command(string command)
    {
        var run = await ProgramRun.OfAsync("--help");

        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex($"(?m)^  {command} +\\S");
    }

    [Fact]
    public async Task Without_arguments_it_shows_how_to_start_and_exits_with_usage()
    {
        var run = await ProgramRun.OfAsync();

        run.ExitCode.Should().Be(2, "a script that lost its arguments must not pass for a valid verification");
        run.Errors.Should().BeEmpty();
        run.Output.Should().Contain("Start with: ctverify demo").And.Contain("Exit codes:");
        run.Output.Split("\n  ctverify ").Should().HaveCount(1 + 3, "there are three examples");
    }

    public static TheoryData<string> AllCommands =>
        new(Below(CtVerify.CreateProgram(NoTerminal()), "").Prepend("").ToArray());

    [Theory]
    [MemberData(nameof(AllCommands))]
    public async Task No_help_is_wider_than_80_columns(string command)
    {
        var run = await ProgramRun.OfAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        run.ExitCode.Should().Be(0);
        run.Output.Split('\n').Where(line => line.Length > 80).Should().BeEmpty();
    }

    [Theory]
    [InlineData("validate-logs")]
    [InlineData("fetch")]
    [InlineData("prove")]
    public async Task The_options_of_a_verification_are_grouped(string command)
    {
        var run = await ProgramRun.OfAsync(command, "--help");

        run.Output.Should()
            .Match(
                "*\nWhat to verify:\n  --trail-arn ARN*\n  --since DURATION*\nWhere to read:\n*\n  --source DIR|FILE*"
                    + "\nTrust:\n  --keys PATH*\nOutput:\n*  --format json|text*\nCommon options:\n*\nExample*"
            );
    }

    [Fact]
    public async Task The_manual_page_has_the_same_groups() =>
        (await ProgramRun.OfAsync("man")).Output.Should().Match("*.I \"What to verify\"*.I \"Trust\"*");

    [Theory]
    [InlineData("validate-logs", "--start-time", "Required unless --since or an existing --checkpoint is given.")]
    [InlineData("validate-logs", "--keys", "Required with --source")]
    [InlineData("prove", "--out", "Required unless --check is given.")]
    [InlineData("prove", "--log-file", "Required unless --event-id or --check is given.")]
    [InlineData("keys fetch", "--start-time", "Required unless --since is given.")]
    public void An_option_that_is_required_under_a_condition_says_so(string command, string option, string condition)
    {
        Command at = CtVerify.CreateProgram(NoTerminal());
        foreach (var name in command.Split(' '))
            at = at.Subcommands.Single(child => child.Name == name);

        at.Options.Single(candidate => candidate.Name == option).Description.Should().Contain(condition);
    }

    private static Terminal NoTerminal() => new(TextWriter.Null, TextWriter.Null, TimeProvider.System);

    private static IEnumerable<string> Below(Command command, string parents) =>
        command
            .Subcommands.Where(child => !child.Hidden)
            .SelectMany(child => Below(child, $"{parents}{child.Name} ").Prepend($"{parents}{child.Name}"));

    [Fact]
    public async Task Every_example_of_a_verification_can_be_parsed()
    {
        var help = (await ProgramRun.OfAsync("validate-logs", "--help")).Output.Replace(
            "\\\n",
            " ",
            StringComparison.Ordinal
        );
        var examples = help.Split('\n')
            .Where(line => line.TrimStart().StartsWith("ctverify validate-logs --", StringComparison.Ordinal))
            .ToList();

        examples.Should().HaveCountGreaterThan(1);
        foreach (var example in examples)
        {
            string[] arguments = example
                .Replace(
                    " ARN ",
                    " arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail ",
                    StringComparison.Ordinal
                )
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            // Redirect examples for S3 to a missing directory, because this test only covers the parser.
            string[] nowhere = arguments.Contains("--source", StringComparer.Ordinal)
                ? []
                : ["--source", "./nowhere", "--keys", "./nowhere"];

            var run = await ProgramRun.OfAsync([.. arguments, .. nowhere]);

            run.ExitCode.Should().Be(2);
            run.Errors.Should()
                .MatchRegex("no such (file|directory)", "{0} must be parsed, so only its files are missing", example);
        }
    }
}
