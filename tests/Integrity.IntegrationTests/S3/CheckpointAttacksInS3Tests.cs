using System.Text;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>Two runs on an S3 server with a signed checkpoint in another bucket, and an attack in between.</summary>
[Collection(S3WriteTests.Name)]
public sealed class CheckpointAttacksInS3Tests(S3Fixture s3) : IAsyncLifetime
{
    private const string Bucket = "amzn-s3-demo-checkpoints";
    private const string ObjectPath = "example-trail.json";
    private const string Place = $"s3://{Bucket}/{ObjectPath}";

    private readonly TemporaryFolder _folder = new();
    private BuiltTrail _trail = null!;
    private FaultyProxy _network = null!;

    public async ValueTask InitializeAsync()
    {
        await s3.EmptyAsync(Bucket);
        _trail = await BuiltTrail.BuildAsync(_folder);
        _network = new FaultyProxy(s3.Endpoint);
        await s3.FillAsync(_trail.Store);
        foreach (var name in (string[])["audit", "stranger"])
            await CliRun.OfAsync("keys", "generate", "--region", SampleTrail.Region, "--out", _folder.At(name));
        var first = await RunAsync();
        first.ExitCode.Should().Be(0, "{0}", first);
        first.Errors.Should().Be($"note: --checkpoint: {Place} does not exist yet; this run creates it\n");
    }

    [Fact]
    public async Task Without_an_attack_the_second_run_continues()
    {
        var run = await RunAsync();

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Errors.Should().BeEmpty();
        run.Output.Should()
            .Contain(
                "between 2025-05-04T14:00:00Z and 2025-05-04T14:00:00Z",
                "it continues at the end of the first run, without --start-time"
            );
    }

    [Fact]
    public async Task Deleted_newest_digests_are_detected()
    {
        foreach (var hour in (int[])[3, 4])
            await s3.Client.DeleteObjectAsync(SampleTrail.Bucket, SampleTrail.DigestPath(hour));

        await ShouldMissItsDigestAsync();
    }

    [Fact]
    public async Task A_bucket_rolled_back_to_an_older_state_is_detected()
    {
        foreach (var hour in (int[])[2, 3, 4])
            await s3.Client.DeleteObjectAsync(SampleTrail.Bucket, SampleTrail.DigestPath(hour));
        foreach (var minute in (int[])[65, 95, 185, 186])
            await s3.Client.DeleteObjectAsync(SampleTrail.Bucket, SampleTrail.LogFilePath(minute));

        await ShouldMissItsDigestAsync();
    }

    [Fact]
    public async Task A_fork_of_the_chain_signed_with_the_genuine_key_is_detected()
    {
        foreach (var hour in (int[])[3, 4])
        {
            foreach (var ending in (string[])["", ".meta.json"])
                File.Delete(Path.Combine(_trail.Store, SampleTrail.Bucket, SampleTrail.DigestPath(hour) + ending));
        }
        File.Delete(Path.Combine(_trail.Store, SampleTrail.Bucket, SampleTrail.LogFilePath(185)));
        await SampleTrail.BuildAsync(_trail.Store, _trail.Keys, until: "2025-05-04T14:00:00Z");
        await s3.FillAsync(_trail.Store);

        var run = await RunAsync();

        run.ExitCode.Should().Be(1, "{0}", run);
        run.Errors.Should().Contain($"Digest file\ts3://{SampleTrail.Bucket}/{SampleTrail.DigestPath(4)}\tINVALID: ");
    }

    [Fact]
    public async Task A_checkpoint_of_another_trail_is_rejected()
    {
        var run = await RunAsync(
            arn: SampleTrail.Arn.Replace("example-trail", "other-trail", StringComparison.Ordinal)
        );

        ShouldBeRejected(run, $"belongs to another trail: {SampleTrail.Arn}");
    }

    [Fact]
    public async Task A_truncated_checkpoint_is_rejected()
    {
        await TamperAsync(content => content[..(content.Length / 2)]);

        ShouldBeRejected(await RunAsync(), "is not usable: it is not signed");
    }

    [Fact]
    public async Task A_changed_checkpoint_is_rejected()
    {
        await TamperAsync(content => content.Replace("T14:00:00Z", "T13:00:00Z", StringComparison.Ordinal));

        ShouldBeRejected(await RunAsync(), "is not usable: invalid signature: it was altered after signing");
    }

    [Fact]
    public async Task A_checkpoint_without_its_signature_is_rejected()
    {
        await TamperAsync(content => content[..(content.TrimEnd('\n').LastIndexOf('\n') + 1)]);

        ShouldBeRejected(await RunAsync(), "is not usable: it is not signed");
    }

    [Fact]
    public async Task A_checkpoint_signed_with_another_key_is_rejected()
    {
        await s3.Client.DeleteObjectAsync(Bucket, ObjectPath);
        (await RunAsync(key: "stranger")).ExitCode.Should().Be(0);

        ShouldBeRejected(await RunAsync(), "is not usable: it is signed with another key");
    }

    [Fact]
    public async Task A_checkpoint_of_a_concurrent_run_is_not_overwritten()
    {
        var concurrent = Encoding.UTF8.GetBytes("of the other run");
        _network.Break(
            SampleTrail.DigestPath(4),
            new Fault(
                async (forward, client, stop) =>
                {
                    await s3.PutAsync(Bucket, ObjectPath, concurrent);
                    await (await forward()).SendAsync(client, stop);
                    return true;
                }
            ),
            times: 1
        );

        await s3.Client.DeleteObjectAsync(Bucket, ObjectPath);
        var run = await RunAsync();

        run.ExitCode.Should().Be(3, "{0}", run);
        run.Errors.Should()
            .EndWith(
                $"ctverify: --checkpoint: {Place} was replaced or deleted during this run; it was left as it is\n"
                    + "hint: run one verification at a time; the next run connects to the current checkpoint\n"
            );
        (await ContentAsync()).Should().Be("of the other run");
    }

    [Fact]
    public async Task A_checkpoint_in_the_verified_bucket_causes_a_warning()
    {
        var run = await RunAsync(place: $"s3://{SampleTrail.Bucket}/checkpoint.json");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Errors.Should()
            .Contain(
                $"ctverify: --checkpoint: s3://{SampleTrail.Bucket}/checkpoint.json is in the bucket to verify\nhint: "
            );
    }

    private async Task ShouldMissItsDigestAsync()
    {
        var run = await RunAsync();

        run.ExitCode.Should().Be(1, "{0}", run);
        run.Errors.Should().Contain($"Digest file\ts3://{SampleTrail.Bucket}/{SampleTrail.DigestPath(4)}\tINVALID: ");
    }

    private static void ShouldBeRejected(CliRun run, string fault)
    {
        run.ExitCode.Should().Be(2, "{0}", run);
        run.Output.Should().BeEmpty();
        run.Errors.Should().StartWith($"ctverify: --checkpoint: {Place} {fault}").And.Contain("\nhint: ");
    }

    /// <summary>Verifies the trail, starting at the checkpoint if there is one.</summary>
    private async Task<CliRun> RunAsync(string key = "audit", string place = Place, string arn = SampleTrail.Arn)
    {
        var isFirst =
            place != Place
            || (
                await s3.Client.ListObjectsV2Async(new Amazon.S3.Model.ListObjectsV2Request { BucketName = Bucket })
            ).KeyCount
                is null
                    or 0;
        var keyFile = Directory.EnumerateFiles(_folder.At(key, SampleTrail.Region), "*.private.pem").Single();
        return await CliRun.OfAsync([
            "validate-logs",
            "--trail-arn",
            arn,
            .. isFirst ? ["--start-time", SampleTrail.StartTime] : (string[])[],
            "--end-time",
            "2025-05-04T14:00:00Z",
            "--s3-bucket",
            SampleTrail.Bucket,
            "--keys",
            _trail.Keys,
            "--endpoint-url",
            _network.Url,
            "--checkpoint",
            place,
            "--checkpoint-key",
            keyFile,
        ]);
    }

    private async Task TamperAsync(Func<string, string> change) =>
        await s3.PutAsync(Bucket, ObjectPath, Encoding.UTF8.GetBytes(change(await ContentAsync())));

    private async Task<string> ContentAsync()
    {
        using var reader = new StreamReader((await s3.Client.GetObjectAsync(Bucket, ObjectPath)).ResponseStream);
        return await reader.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        await _trail.DisposeAsync();
        _folder.Dispose();
    }
}
