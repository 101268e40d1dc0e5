using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>A low limit of open files (<c>ulimit -n</c>) is reported on one line, without a stack trace.</summary>
public sealed class OpenFileLimitTests
{
    [Fact]
    public async Task A_limit_too_low_for_the_runtime_is_reported_before_verification_starts()
    {
        var run = await RunAsync(
            64,
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            "2025-05-04",
            "--source",
            ".",
            "--keys",
            "."
        );

        (run.ExitCode, run.Output).Should().Be((3, ""), "{0}", run);
        run.Errors.Should()
            .Be(
                "ctverify: the limit of open files is 64, but at least 96 are needed\nhint: raise the limit: ulimit -n 1024\n"
            );
    }

    [Fact]
    public async Task A_limit_sufficient_for_the_runtime_is_sufficient_for_a_local_copy()
    {
        var run = await RunAsync(
            96,
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            "2025-05-04",
            "--source",
            "/nowhere",
            "--keys",
            RepositoryFolder.At("keys")
        );

        run.Errors.Should().StartWith("ctverify: --source: no such ", "{0}", run);
    }

    [Fact]
    public async Task A_limit_too_low_to_reach_AWS_is_reported_before_verification_starts()
    {
        var run = await RunAsync(
            100,
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            "2025-05-04",
            "--s3-bucket",
            "b",
            "--keys",
            RepositoryFolder.At("keys")
        );

        (run.ExitCode, run.Output).Should().Be((3, ""), "{0}", run);
        run.Errors.Should()
            .Be(
                "ctverify: the limit of open files is 100, but at least 144 are needed to reach AWS\nhint: raise the limit: ulimit -n 1024\n"
            );
    }

    private static Task<ProgramRun> RunAsync(int limit, params string[] arguments) =>
        new ExternalProgram("bash", "bash").TryRunAsync([
            "-c",
            $"ulimit -n {limit} && exec \"$@\"",
            "bash",
            .. CtVerifyProgram.Command,
            .. arguments,
        ]);
}
