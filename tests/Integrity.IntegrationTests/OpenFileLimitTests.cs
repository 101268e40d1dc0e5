using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// A low limit of open files (<c>ulimit -n</c>) is reported in one line, never with a stack trace. A native binary
/// needs few files for itself; the .NET runtime needs two for each assembly.
/// </summary>
public sealed class OpenFileLimitTests
{
    private const string Hint = "hint: raise the limit: ulimit -n 1024\n";

    /// <summary>The smallest limit for a local copy, and for AWS.</summary>
    private static readonly (int Local, int Aws) Minimum = CtVerifyProgram.IsNative ? (24, 24) : (96, 144);

    [Fact]
    public async Task A_limit_too_low_for_the_program_is_reported_before_anything_is_verified()
    {
        var limit = Minimum.Local - 1;

        var run = await RunAsync(limit, "--source", ".", "--keys", ".");

        (run.ExitCode, run.Output).Should().Be((3, ""), "{0}", run);
        run.Errors.Should()
            .Be($"ctverify: the limit of open files is {limit}, but ctverify needs at least {Minimum.Local}\n{Hint}");
    }

    [Fact]
    public async Task The_minimum_is_enough_for_a_local_copy()
    {
        var run = await RunAsync(Minimum.Local, "--source", "/nowhere", "--keys", RepositoryFolder.At("keys"));

        run.Errors.Should().StartWith("ctverify: --source: no such ", "{0}", run);
    }

    [Fact]
    public async Task A_limit_too_low_for_AWS_is_reported_before_anything_is_verified()
    {
        var limit = Minimum.Aws - 1;
        var needed = CtVerifyProgram.IsNative ? "ctverify" : "access to AWS";

        var run = await RunAsync(limit, "--s3-bucket", "b", "--keys", RepositoryFolder.At("keys"));

        (run.ExitCode, run.Output).Should().Be((3, ""), "{0}", run);
        run.Errors.Should()
            .StartWith($"ctverify: the limit of open files is {limit}, but {needed} needs at least {Minimum.Aws}")
            .And.EndWith(Hint);
    }

    private static Task<ProgramRun> RunAsync(int limit, params string[] options) =>
        new ExternalProgram("bash", "bash").TryRunAsync([
            "-c",
            $"ulimit -n {limit} && exec \"$@\"",
            "bash",
            .. CtVerifyProgram.Command,
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            "2025-05-04",
            .. options,
        ]);
}
