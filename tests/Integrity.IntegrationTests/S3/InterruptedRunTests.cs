using System.Diagnostics;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>ctverify as a process, on S3.</summary>
[Collection(S3Tests.Name)]
public sealed class InterruptedRunTests(S3Fixture s3)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_process_finds_endpoints_and_credentials_in_its_environment()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        var run = await CtVerifyProgram.RunAsync([.. trail.Vector.Arguments, "--endpoint-url", trail.Network.Url]);

        trail.ShouldBeValid(new CliRun(run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Ctrl_C_while_S3_is_silent_ends_it_at_once_and_sums_up()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.StallAfter(10));
        trail.Network.Break(trail.Vector.LogFilePaths[0], Fault.StallAfter(-1));
        using var process = CtVerifyProgram.StartInterruptible([
            .. trail.Vector.Arguments,
            "--endpoint-url",
            trail.Network.Url,
        ]);
        var waited = Stopwatch.StartNew();
        while (trail.Network.Gets(trail.LogFile) == 0 || trail.Network.Gets(trail.Vector.LogFilePaths[0]) == 0)
        {
            waited.Elapsed.Should().BeLessThan(TimeLimit);
            await Task.Delay(20);
        }

        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        var run = await ExternalProgram.FinishAsync(process).WaitAsync(TimeSpan.FromSeconds(10));

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should().Contain("ctverify: interrupted").And.NotContain("internal error").And.NotContain("INVALID");
        run.Output.Should().Contain("Results requested for 2025-05-04T10:00:00Z to 2025-05-04T16:00:00Z");
    }
}
