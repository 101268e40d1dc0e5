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
