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
    public async Task The_help_of_each_command_shows_an_example_of_it(string command)
    {
        var run = await ProgramRun.OfAsync([.. command.Split(' '), "--help"]);

        (run.ExitCode, run.Errors).Should().Be((0, ""));
        run.Output.Should().Match("*Example*:*").And.Contain($"  ctverify {command} ");
    }

    [Theory]
    [InlineData("validate-logs")]
    [InlineData("verify-query-results")]
    public async Task The_help_of_a_verification_tells_every_exit_code(string command)
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
    public async Task The_help_of_the_program_names_each_command(string command)
    {
        var run = await ProgramRun.OfAsync("--help");

        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex($"(?m)^  {command} +\\S");
    }

    [Fact]
    public async Task Every_example_of_a_verification_is_understood_by_the_parser()
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
            // what would look in S3 is led to a folder that is not there: only the understanding is tested
            string[] nowhere = arguments.Contains("--source", StringComparer.Ordinal)
                ? []
                : ["--source", "./nowhere", "--keys", "./nowhere"];

            var run = await ProgramRun.OfAsync([.. arguments, .. nowhere]);

            run.ExitCode.Should().Be(2);
            run.Errors.Should()
                .MatchRegex(
                    "no such (file|directory)",
                    "{0} is to be understood; that its files are not there is another matter",
                    example
                );
        }
    }
}
