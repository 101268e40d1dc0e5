using System.Text.RegularExpressions;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli.Service;

/// <summary>
/// Every option in the examples exists. Integration tests check that the target programs can parse them.
/// </summary>
public partial class ExampleTests
{
    [Theory]
    [InlineData("examples/systemd/ctverify-build.service")]
    [InlineData("examples/kubernetes/ctverify-build.yaml")]
    public async Task Options_in_examples_exist(string example)
    {
        var help = await ProgramRun.OfAsync("build", "--help");

        var lines = File.ReadLines(Repository.PathTo(example)).Where(line => !line.TrimStart().StartsWith('#'));
        var options = lines
            .SelectMany(line => Option().Matches(line))
            .Select(match => match.Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        options.Should().HaveCountGreaterThan(3);
        foreach (var option in options)
            help.Output.Should().Contain($"  {option} ");
    }

    [Theory]
    [InlineData("--status", "x/status.json")]
    [InlineData("--metrics", "127.0.0.1:0")]
    public async Task A_service_option_requires_follow(string option, string value)
    {
        var run = await ProgramRun.OfAsync(
            "build",
            "--store",
            ".",
            "--trail-arn",
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            "--keys",
            ".",
            option,
            value
        );

        run.Should()
            .Be(
                new ProgramRun(2, "", $"ctverify: {option} requires --follow\nhint: add --follow, or remove {option}\n")
            );
    }

    [Theory]
    [InlineData("1", "--grace")]
    [InlineData("-5m", "--grace")]
    [InlineData("5y", "--look-back")]
    [InlineData("99999999d", "--look-back")]
    [InlineData("all", "--grace")]
    public async Task An_invalid_duration_is_an_error(string text, string option)
    {
        var run = await ProgramRun.OfAsync(
            "build",
            "--store",
            ".",
            "--trail-arn",
            "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
            "--keys",
            ".",
            $"{option}={text}"
        );

        run.ExitCode.Should().Be(2);
        run.Errors.Should().StartWith($"ctverify: {option}: not a duration: {text}").And.Contain("90s, 10m, 6h or 7d");
    }

    [GeneratedRegex("--[a-z][a-z-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();
}
