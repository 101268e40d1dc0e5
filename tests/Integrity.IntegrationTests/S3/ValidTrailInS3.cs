using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// A trail of six hours on an S3 server, with a network and a CloudTrail API in which tests can cause faults.
/// </summary>
internal sealed class ValidTrailInS3(Vector vector, CloudTrailHost cloudTrail, FaultyProxy network) : IAsyncDisposable
{
    public Vector Vector => vector;

    public CloudTrailHost CloudTrail => cloudTrail;

    public FaultyProxy Network => network;

    /// <summary>A log file in the middle of the trail.</summary>
    public string LogFile => vector.LogFilePaths[5];

    public string Digest => vector.DigestPaths[3];

    public static async Task<ValidTrailInS3> CreateAsync(S3Fixture s3)
    {
        var vector = new Vector("valid");
        await s3.FillAsync(vector.Buckets);
        var cloudTrail = CloudTrailHost.Of(vector);
        return new ValidTrailInS3(vector, cloudTrail, new FaultyProxy(s3.Endpoint, cloudTrail));
    }

    /// <summary>Verifies the trail with ctverify.</summary>
    public Task<CliRun> ValidateAsync(params string[] more) =>
        CliRun.OfAsync([.. vector.Arguments, "--endpoint-url", network.Url, .. more]);

    /// <summary>Verifies the trail with environment variables set, or removed if the value is null.</summary>
    public Task<CliRun> ValidateAsync(IReadOnlyList<(string Name, string? Value)> environment, params string[] more) =>
        CliRun.OfAsync(environment, [.. vector.Arguments, "--endpoint-url", network.Url, .. more]);

    /// <summary>Verifies the trail in this process, with shorter retries and time-outs than ctverify offers.</summary>
    public Task<CliRun> ValidateFailingFastAsync() => FastFailingRun.OfAsync(vector, network.Url);

    public string UriOf(string path) => $"s3://{vector.Bucket}/{path}";

    public void ShouldBeValid(CliRun run)
    {
        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(vector.Output);
        run.ExitCode.Should().Be(0);
    }

    /// <summary>Asserts that one log file could not be checked and everything else is valid.</summary>
    public void ShouldMissOnlyTheLogFile(CliRun run, string reason)
    {
        run.ShouldHaveEndedInOrder();
        run.Errors.Should().Contain($"Log file\t{UriOf(LogFile)}\tCOULD NOT CHECK: {reason}");
        run.Output.Should()
            .Be(
                Without(LogFile, vector.Output)
                    .Replace(
                        "12/12 log files valid",
                        "11/12 log files valid, 1/12 log files COULD NOT CHECK",
                        StringComparison.Ordinal
                    )
            );
        run.ExitCode.Should().Be(3);
    }

    private static string Without(string path, string output) =>
        string.Join('\n', output.Split('\n').Where(line => !line.Contains(path, StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        await network.DisposeAsync();
        await cloudTrail.DisposeAsync();
    }
}
