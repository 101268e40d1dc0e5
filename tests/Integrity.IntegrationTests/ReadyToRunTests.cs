using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>The program as it is released: compiled ahead of time, started by its own executable.</summary>
public sealed class ReadyToRunTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("validate-logs", "--help")]
    [InlineData("build", "--help")]
    [InlineData("keys", "generate", "--help")]
    [InlineData("inspect", "--help")]
    public async Task Help_is_printed_and_is_a_success(params string[] arguments)
    {
        var run = await (await PublishedProgram.GetAsync()).TryRunAsync(arguments);

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("Usage:").And.Contain("ctverify");
        run.ErrorBytes.Should().BeEmpty();
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        var run = await (await PublishedProgram.GetAsync()).TryRunAsync("--version");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public async Task It_finds_what_was_done_to_a_log_file()
    {
        var at = RepositoryFolder.At("testdata", "vectors", "log-modified");

        var run = await (await PublishedProgram.GetAsync()).TryRunAsync(
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--verbose",
            "--source",
            Path.Combine(at, "buckets"),
            "--keys",
            Path.Combine(at, "public-keys.json")
        );

        run.ExitCode.Should().Be(1, "{0}", run);
        run.OutputBytes.Should().Equal(await File.ReadAllBytesAsync(Path.Combine(at, "expected.stdout")));
    }
}
