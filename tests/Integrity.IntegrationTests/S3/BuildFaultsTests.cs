using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>Failures while writing digests to S3 do no damage, and the next build continues.</summary>
[Collection(S3FaultTests.Name)]
public sealed class BuildFaultsTests(S3Fixture s3)
{
    public static TheoryData<string> Passing => ["503", "the response is lost", "the response is truncated"];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_PUT_that_fails_once_is_retried_and_the_chain_is_complete(string what)
    {
        using var folder = new TemporaryFolder();
        await using var trail = await BuiltTrail.DeliverAsync(folder);
        await s3.FillAsync(trail.Store);
        await using var network = new FaultyProxy(s3.Endpoint, trail.CloudTrail);
        network.Break(
            IsPut,
            what switch
            {
                "503" => Fault.SlowDown,
                "the response is lost" => Fault.Header("HTTP/1.1 200", "HTTP/1.1 500"),
                _ => CutWithoutAnswer,
            },
            times: 1
        );

        var run = await trail.BuildInS3Async(network.Url);

        run.ExitCode.Should().Be(0, "{0}", run);
        await ShouldBeCompleteAsync(trail);
    }

    [Fact]
    public async Task A_denied_write_is_reported_and_the_build_continues_once_it_is_allowed()
    {
        using var folder = new TemporaryFolder();
        await using var trail = await BuiltTrail.DeliverAsync(folder);
        await s3.FillAsync(trail.Store);
        await using var network = new FaultyProxy(s3.Endpoint, trail.CloudTrail);
        network.Break(IsPut, Fault.AccessDenied);

        var refused = await trail.BuildInS3Async(network.Url);

        (refused.ExitCode, refused.Output).Should().Be((3, ""));
        refused.Errors.Should().StartWith("ctverify: access denied (AccessDenied): test message\nhint: allow ");
        (await trail.BuildInS3Async(s3.Endpoint.ToString())).ExitCode.Should().Be(0);
        await ShouldBeCompleteAsync(trail);
    }

    private static readonly Fault CutWithoutAnswer = new(
        async (forward, _, _) =>
        {
            await forward();
            return false;
        }
    );

    private static bool IsPut(WireMessage request) => request.Method == "PUT";

    private async Task ShouldBeCompleteAsync(BuiltTrail trail)
    {
        await using var network = new FaultyProxy(s3.Endpoint, trail.CloudTrail);
        var run = await CliRun.OfAsync([.. BuiltTrail.Arguments, "--endpoint-url", network.Url]);
        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().EndWith("\n4/4 digest files valid\n6/6 log files valid\n");
    }
}
