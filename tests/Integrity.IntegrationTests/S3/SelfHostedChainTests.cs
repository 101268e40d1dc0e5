using System.Text.Json.Nodes;
using Integrity.Cli;
using Integrity.Cli.Output;
using Integrity.IntegrationTests.Support;
using Integrity.Keys;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// The AWS CLI validates a self-built chain with rotated keys: log files on an S3 server, public keys from
/// <c>keys serve</c>.
/// </summary>
[Collection(S3WriteTests.Name)]
public sealed class SelfHostedChainTests(S3Fixture s3) : IDisposable
{
    private const string Rotation = "2025-05-04T11:30:00Z";

    private readonly TemporaryFolder _folder = new();

    private string Keys => _folder.At("keys");

    private string Store => _folder.At("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_AWS_CLI_validates_a_chain_before_and_after_a_rotation_without_a_server_restart()
    {
        foreach (var minute in (int[])[5, 35, 65, 95, 185])
            SampleTrail.Put(Store, SampleTrail.LogFilePath(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
        await RunAtAsync(Rotation, "keys", "generate", "--region", SampleTrail.Region, "--out", Keys);
        using var serving = await ServingKeys.StartAsync(Keys);

        var before = await BuildAndValidateAsync(serving, "2025-05-04T11:00:00Z");
        await RunAtAsync(Rotation, "keys", "rotate", "--region", SampleTrail.Region, "--keys", Keys);
        var after = await BuildAndValidateAsync(serving, "2025-05-04T14:00:00Z");

        before.Output.Should().EndWith("\n1/1 digest files valid\n2/2 log files valid\n", "{0}", before);
        after.Output.Should().EndWith("\n4/4 digest files valid\n5/5 log files valid\n", "{0}", after);
        (before.ExitCode, after.ExitCode).Should().Be((0, 0));
        var (oldKey, newKey) = OldAndNewKey();
        Fingerprints().Should().Equal(oldKey, newKey, newKey, newKey);
        await FetchedKeysVerifyTheChainAsync(serving);
    }

    [Fact]
    public async Task The_AWS_CLI_detects_a_changed_log_file()
    {
        foreach (var minute in (int[])[5, 35])
            SampleTrail.Put(Store, SampleTrail.LogFilePath(minute), SampleTrail.Gzip(SampleTrail.Events(minute)));
        await RunAtAsync(Rotation, "keys", "generate", "--region", SampleTrail.Region, "--out", Keys);
        using var serving = await ServingKeys.StartAsync(Keys);
        await BuildAndValidateAsync(serving, "2025-05-04T11:00:00Z");
        await s3.PutAsync(
            SampleTrail.Bucket,
            SampleTrail.LogFilePath(5),
            SampleTrail.Gzip("{\"Records\":[]}"u8.ToArray())
        );

        var run = await ValidateAsync(serving, "2025-05-04T11:00:00Z");

        run.ExitCode.Should().Be(1);
        run.Output.Should().EndWith("1/2 log files valid, 1/2 log files INVALID\n");
    }

    [Fact]
    public async Task The_key_server_stops_cleanly_on_SIGTERM()
    {
        await RunAtAsync(Rotation, "keys", "generate", "--region", SampleTrail.Region, "--out", Keys);
        using var serving = await ServingKeys.StartAsync(Keys);

        var run = await serving.TerminateAsync();

        (run.ExitCode, run.Errors).Should().Be((0, ""));
    }

    private async Task<CliRun> BuildAndValidateAsync(ServingKeys serving, string until)
    {
        await SampleTrail.BuildAsync(Store, Keys, until);
        await s3.FillAsync(Store);
        return await ValidateAsync(serving, until);
    }

    /// <summary>Validates without a bucket option: the bucket comes from DescribeTrails.</summary>
    private Task<CliRun> ValidateAsync(ServingKeys serving, string until) =>
        AwsCli.CloudTrailAsync(
            s3.Endpoint.ToString(),
            serving.Url,
            SampleTrail.Region,
            ["validate-logs", .. SampleTrail.Selection(until), "--verbose"]
        );

    private async Task FetchedKeysVerifyTheChainAsync(ServingKeys serving)
    {
        var fetched = _folder.At("fetched");
        var fetch = await CliRun.OfAsync(
            "keys",
            "fetch",
            "--region",
            SampleTrail.Region,
            "--start-time",
            SampleTrail.StartTime,
            "--end-time",
            "2025-05-04T14:00:00Z",
            "--out",
            fetched,
            "--endpoint-url",
            serving.Url
        );

        fetch
            .Should()
            .Be(
                new CliRun(
                    0,
                    $"Public keys\t{Path.Combine(fetched, SampleTrail.Region, "public-keys.json")}\t2 fetched\n",
                    ""
                )
            );
        var run = await CtVerifyProgram.ValidateAsync(Store, fetched, until: "2025-05-04T14:00:00Z");
        run.Output.Should().EndWith("\n4/4 digest files valid\n5/5 log files valid\n", "{0}", run);
    }

    private (string Old, string New) OldAndNewKey()
    {
        var entries = KeyRingFile.Load(Keys).Entries;
        return (
            entries.Single(entry => entry.ValidFrom is null).Key.Fingerprint.Hex,
            entries.Single(entry => entry.ValidFrom is not null).Key.Fingerprint.Hex
        );
    }

    /// <summary>Returns the key fingerprints in the four digests.</summary>
    private IEnumerable<string> Fingerprints() =>
        ((int[])[1, 2, 3, 4]).Select(hour =>
            JsonNode.Parse(SampleTrail.Inflate(Path.Combine(Store, SampleTrail.Bucket, SampleTrail.DigestPath(hour))))![
                "digestPublicKeyFingerprint"
            ]!.GetValue<string>()
        );

    /// <summary>Runs ctverify with a fake time.</summary>
    private static async Task RunAtAsync(string time, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var clock = new ClockAt(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));
        (await CtVerify.RunAsync(arguments, new Terminal(output, errors, clock))).Should().Be(0, "{0}", errors);
    }

    private sealed class ClockAt(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
