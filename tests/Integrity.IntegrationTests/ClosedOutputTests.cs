using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>ctverify started with closed standard output or standard error, as with <c>&gt;&amp;-</c>.</summary>
public sealed class ClosedOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(">&-", "validate-logs")]
    [InlineData(">&-", "--help")]
    [InlineData(">&-", "validate-logs", "--format", "json")]
    public async Task Without_standard_output_it_says_so_and_exits_with_3(
        string redirection,
        string command,
        params string[] more
    )
    {
        var run = await RunAsync(redirection, [command, .. command == "validate-logs" ? Arguments : [], .. more]);

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should()
            .Be(
                """
                ctverify: cannot write the output: Bad file descriptor
                hint: free disk space or redirect the output elsewhere, then run the command again

                """
            );
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData(">&- 2>&-")]
    public async Task Without_standard_error_an_error_still_sets_the_exit_code(string redirection)
    {
        var run = await RunAsync(redirection, ["inspect", _folder.At("missing")]);

        // 2 (usage) or 3 (could not finish): the system may reuse the descriptor of the closed stream.
        run.ExitCode.Should().BeOneOf([2, 3], "{0}", run);
    }

    [Fact]
    public async Task Without_standard_error_a_valid_trail_is_valid()
    {
        var run = await RunAsync("2>&-", ["validate-logs", .. Arguments]);

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("12/12 log files valid");
    }

    private static string[] Arguments
    {
        get
        {
            var at = RepositoryFolder.At("testdata", "vectors", "valid");
            return
            [
                "--trail-arn",
                SampleTrail.Arn,
                "--start-time",
                "2025-05-04T10:00:00Z",
                "--end-time",
                "2025-05-04T16:00:00Z",
                "--source",
                Path.Combine(at, "buckets"),
                "--keys",
                Path.Combine(at, "public-keys.json"),
            ];
        }
    }

    private static Task<ProgramRun> RunAsync(string redirection, string[] arguments)
    {
        return new ExternalProgram("sh", "dash").TryRunAsync([
            "-c",
            $"exec \"$@\" {redirection}",
            "sh",
            .. CtVerifyProgram.Command,
            .. arguments,
        ]);
    }
}
