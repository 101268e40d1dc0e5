using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary><c>--since</c>: the start of a range as a duration before its end.</summary>
public sealed class SinceTests
{
    private static readonly Vector Valid = new("valid");

    [Theory]
    [InlineData("6h", "2025-05-04T10:00:00Z")]
    [InlineData("90m", "2025-05-04T14:30:00Z")]
    [InlineData("1d", "2025-05-03T16:00:00Z")]
    [InlineData("4w", "2025-04-06T16:00:00Z")]
    public async Task The_range_starts_that_long_before_its_end(string since, string start)
    {
        var run = await VerifyAsync("--since", since);

        run.Output.Should().Contain($"between {start} and 2025-05-04T16:00:00Z\n");
    }

    [Fact]
    public async Task It_gives_the_output_of_the_same_start_time() =>
        (await VerifyAsync("--since", "6h")).Should().Be(await VerifyAsync("--start-time", "2025-05-04T10:00:00Z"));

    [Fact]
    public async Task It_cannot_be_combined_with_a_start_time() =>
        (await VerifyAsync("--since", "6h", "--start-time", "2025-05-04"))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: --since and --start-time cannot be combined\nhint: remove one of them\n"
                )
            );

    [Fact]
    public async Task A_range_before_year_1_is_rejected()
    {
        var run = await ProgramRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            Valid.Trail.Arn,
            "--end-time",
            "0002-01-01T00:00:00Z",
            "--since",
            "9999d"
        );

        run.ExitCode.Should().Be(2);
        run.Errors.Should().Contain("--since: the range would start before year 1");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("7y")]
    [InlineData("-7d")]
    public async Task An_invalid_duration_is_an_error(string since) =>
        (await VerifyAsync($"--since={since}")).Errors.Should().Contain("--since: not a duration: ");

    [Theory]
    [InlineData("validate-logs")]
    [InlineData("fetch")]
    [InlineData("prove")]
    [InlineData("build")]
    [InlineData("keys fetch")]
    public async Task Every_command_with_a_start_time_has_it(string command)
    {
        var help = (await ProgramRun.OfAsync([.. command.Split(' '), "--help"])).Output;

        help.Should().Contain("--start-time TIME").And.Contain("--since DURATION");
    }

    private static Task<ProgramRun> VerifyAsync(params string[] start) =>
        ProgramRun.OfAsync([
            "validate-logs",
            "--trail-arn",
            Valid.Trail.Arn,
            "--end-time",
            "2025-05-04T16:00:00Z",
            "--source",
            Valid.Buckets,
            "--keys",
            Valid.PublicKeys,
            .. start,
        ]);
}
