using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.S3;

/// <summary>Delivery of log files to an S3 server.</summary>
[Collection(S3WriteTests.Name)]
public sealed class DeliverToS3Tests(S3Fixture s3) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_chain_of_delivered_log_files_is_valid_in_the_AWS_CLI_too()
    {
        await s3.EmptyAsync(SampleTrail.Bucket);
        Write("access.log", "GET /\n");
        Write("noise.bin", Noise(9_000_000));
        Write("events.json", SampleTrail.Events(5));
        await using var trail = await BuiltTrail.CreateEmptyAsync(_folder);

        var delivered = await DeliverAsync(s3.Endpoint.ToString(), "--delivered-at", "2025-05-04T10:05:00Z", "--move");
        var built = await trail.BuildInS3Async(s3.Endpoint.ToString());

        delivered.ExitCode.Should().Be(0, "{0}", delivered);
        delivered.Output.Should().EndWith("\n3 log files delivered\n");
        Directory.GetFiles(_folder.At("logs")).Should().BeEmpty();
        built.Output.Should().Contain("written, 3 log files\n", "{0}", built);
        await using var network = new FaultyProxy(s3.Endpoint, trail.CloudTrail);
        var theirs = await AwsCli.CloudTrailAsync(
            network.Url,
            trail.CloudTrail.Url,
            SampleTrail.Region,
            BuiltTrail.Arguments
        );
        var ours = await CliRun.OfAsync([.. BuiltTrail.Arguments, "--endpoint-url", network.Url]);
        (theirs.ExitCode, theirs.Errors).Should().Be((0, ""), "{0}", theirs);
        theirs.Output.Should().EndWith("\n4/4 digest files valid\n3/3 log files valid\n");
        ours.Output.Should().EndWith("\n4/4 digest files valid\n3/3 log files valid\n");
    }

    [Fact]
    public async Task A_second_delivery_recognizes_the_files_by_content()
    {
        await s3.EmptyAsync(SampleTrail.Bucket);
        for (var i = 0; i < 40; i++)
            Write($"{i}.log", $"line {i}\n");

        var first = await DeliverAsync(s3.Endpoint.ToString());
        var second = await DeliverAsync(s3.Endpoint.ToString());

        first.Output.Should().EndWith("\n40 log files delivered\n", "{0}", first);
        second.Output.Should().EndWith("\n0 log files delivered, 40 already delivered\n", "{0}", second);
    }

    public static TheoryData<string> Faults => [.. FaultsByName.Keys];

    private static readonly Dictionary<string, Fault> FaultsByName = new(StringComparer.Ordinal)
    {
        ["cut"] = Fault.Cut,
        ["answer lost"] = Fault.ResponseLost,
        ["slow down"] = Fault.SlowDown,
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_server_with_intermittent_failures_receives_each_file_once(string fault)
    {
        await s3.EmptyAsync(SampleTrail.Bucket);
        for (var i = 0; i < 20; i++)
            Write($"{i}.log", $"line {i}\n");
        Write("noise.bin", Noise(9_000_000));
        await using var network = new FaultyProxy(s3.Endpoint);
        network.Break(request => request.Method == "PUT", FaultsByName[fault], times: 1);

        var run = await DeliverAsync(network.Url, "--move");

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().EndWith("\n21 log files delivered\n");
        Directory.GetFiles(_folder.At("logs")).Should().BeEmpty();
        (await CountAsync()).Should().Be(21);
    }

    [Fact]
    public async Task What_is_larger_than_S3_takes_in_one_piece_is_refused_before_it_is_sent()
    {
        using var session = new AwsSession(new AwsSettings { EndpointUrl = s3.Endpoint.ToString() });
        var path = _folder.At("huge");
        await using var huge = new FileStream(path, FileMode.CreateNew);
        // A sparse file, which takes no space.
        huge.SetLength((5L << 30) + 1);

        var write = async () =>
            await new S3Store(session, TimeProvider.System).WriteOnceAsync(
                new ObjectLocation(SampleTrail.Bucket, "huge"),
                huge,
                new Dictionary<string, string>(StringComparer.Ordinal),
                CancellationToken.None
            );

        (await write.Should().ThrowAsync<Storage.StoreException>()).WithMessage(
            "the object is larger than 5 GiB, the limit of a single S3 upload"
        );
    }

    private Task<CliRun> DeliverAsync(string url, params string[] arguments) =>
        CliRun.OfAsync([
            "deliver",
            _folder.At("logs"),
            "--to",
            $"s3://{SampleTrail.Bucket}",
            "--account",
            "111122223333",
            "--region",
            SampleTrail.Region,
            "--endpoint-url",
            url,
            .. arguments,
        ]);

    private void Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(_folder.At("logs"));
        File.WriteAllBytes(_folder.At("logs", name), content);
    }

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        bytes[0] = 0;
        return bytes;
    }

    private async Task<int> CountAsync() =>
        (await s3.Client.ListObjectsV2Async(new() { BucketName = SampleTrail.Bucket, Prefix = "AWSLogs/" }))
            .S3Objects
            ?.Count
        ?? 0;
}
