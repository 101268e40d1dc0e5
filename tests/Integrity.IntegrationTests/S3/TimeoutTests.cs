using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary><c>--timeout</c>: a run ends if the server stops responding, and summarizes what was checked.</summary>
[Collection(S3FaultTests.Name)]
public sealed class TimeoutTests(S3Fixture s3) : IDisposable
{
    private const string Stopped = "ctverify: stopped after 1s (--timeout)";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_verification_summarizes_what_was_checked_and_exits_with_3()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.LogFile, Fault.StallAfter(10));

        var run = await trail.ValidateAsync("--timeout", "1s", "--fail-on", "invalid");

        run.ShouldHaveEndedInOrder();
        run.Errors.Should()
            .Contain(Stopped + ": the following summary covers only what was checked so far\n")
            .And.Contain("hint: run the command again with a longer --timeout\n")
            .And.NotContain("INVALID");
        run.ExitCode.Should().Be(3, "a stopped run fails even with --fail-on");
    }

    [Fact]
    public async Task Evidence_that_was_found_before_still_exits_with_1()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(trail.Vector.LogFilePaths[^1], Fault.Body(_ => []));
        trail.Network.Break(trail.Vector.LogFilePaths[0], Fault.StallAfter(10));

        var run = await trail.ValidateAsync("--timeout", "2s");

        run.Errors.Should().Contain("stopped after 2s (--timeout)").And.Contain("INVALID: ");
        run.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task A_run_that_ends_in_time_is_unchanged()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);

        trail.ShouldBeValid(await trail.ValidateAsync("--timeout", "10m"));
    }

    [Fact]
    public async Task Fetch_prove_and_verify_query_results_end_too()
    {
        await using var trail = await ValidTrailInS3.CreateAsync(s3);
        trail.Network.Break(request => request.Method == "GET" && !request.IsListing, Fault.StallAfter(-1));
        string[] range = ["--trail-arn", SampleTrail.Arn, "--start-time", "2025-05-04", "--end-time", "2025-05-05"];
        string[][] commands =
        [
            ["fetch", .. range, "--out", _folder.At("evidence")],
            ["prove", .. range, "--event-id", $"{Guid.Empty}", "--out", _folder.At("proof.json")],
            ["verify-query-results", "--s3-bucket", trail.Vector.Bucket, "--region", "us-east-2"],
        ];

        var runs = await Task.WhenAll(
            commands.Select(command =>
                CliRun.OfAsync([.. command, "--endpoint-url", trail.Network.Url, "--timeout", "1s"])
            )
        );

        foreach (var run in runs)
        {
            run.Errors.Should().Contain(Stopped).And.NotContain("internal error").And.NotContain("INVALID");
            run.ExitCode.Should().Be(3, "{0}", run);
        }
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("50d")]
    [InlineData("1.5h")]
    [InlineData("99999999999s")]
    [InlineData("all")]
    public async Task An_invalid_duration_is_a_usage_error(string duration)
    {
        var run = await CliRun.OfAsync(
            "validate-logs",
            "--trail-arn",
            SampleTrail.Arn,
            "--start-time",
            "2025-05-04",
            $"--timeout={duration}"
        );

        run.Errors.Should().Contain($"--timeout: not a duration: {duration}; use a number and a unit");
        run.ExitCode.Should().Be(2);
    }
}
