using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Integrity.IntegrationTests.S3;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>Builders that start a new trail at the same time, with three different start times.</summary>
[Collection(S3WriteTests.Name)]
public sealed class FirstBuildersTests(S3Fixture s3) : IDisposable
{
    private const int Trails = 5;
    private const int Hours = 4;

    private const string Until = "2025-05-04T14:00:00Z";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_a_directory_the_chain_starts_once()
    {
        await SampleTrail.GenerateKeyAsync(_folder.At("keys"));
        for (var i = 0; i < Trails; i++)
            await ShouldBeginOnceAsync(
                new DirectoryTrailStore(_folder.At(string.Create(CultureInfo.InvariantCulture, $"store-{i}")))
            );
    }

    [Fact]
    public async Task In_S3_they_begin_the_chain_once()
    {
        await SampleTrail.GenerateKeyAsync(_folder.At("keys"));
        for (var i = 0; i < Trails; i++)
        {
            var bucket = string.Create(CultureInfo.InvariantCulture, $"first-{i}");
            await s3.EmptyAsync(bucket);
            await ShouldBeginOnceAsync(new BucketTrailStore(s3, bucket));
        }
    }

    private async Task ShouldBeginOnceAsync(ITrailStore store)
    {
        for (var hour = 1; hour < Hours; hour++)
            await store.DeliverAsync(
                SampleTrail.LogFilePath((hour * 60) + 5),
                SampleTrail.Gzip(SampleTrail.Events(hour * 60))
            );
        var program = await NativeProgram.GetAsync();
        string[] build =
        [
            "build",
            "--trail-arn",
            SampleTrail.Arn,
            "--keys",
            _folder.At("keys"),
            "--until",
            Until,
            .. store.StoreOptions,
        ];

        var runs = await Task.WhenAll(
            program.TryRunAsync(build),
            program.TryRunAsync([.. build, "--start-time", "2025-05-04T10:00:00Z"]),
            program.TryRunAsync([.. build, "--start-time", "2025-05-04T12:00:00Z"])
        );

        foreach (var run in runs.Where(run => run.ExitCode != 0))
            run.Errors.Should().Contain("_beginning.json.gz sets the start of the chain to 2025-05-04T1", "{0}", run);
        runs.Should().Contain(run => run.ExitCode == 0);
        // Finishes what the last builder may have left.
        await program.RunAsync(build);
        var digests = new List<JsonElement>();
        foreach (
            var path in (await store.ObjectPathsAsync()).Where(path =>
                SampleTrail.IsDigest(path) && !path.EndsWith("_backfill.json.gz", StringComparison.Ordinal)
            )
        )
            digests.Add(await ReadAsync(store, path));
        digests
            .Select(digest => digest.GetProperty("previousDigestS3Object").GetString())
            .Should()
            .ContainSingle(previous => previous == null)
            .And.OnlyHaveUniqueItems();
    }

    private static async Task<JsonElement> ReadAsync(ITrailStore store, string path)
    {
        await using var inflated = new GZipStream(
            new MemoryStream(await store.ReadAsync(path)),
            CompressionMode.Decompress
        );
        using var digest = await JsonDocument.ParseAsync(inflated);
        return digest.RootElement.Clone();
    }
}
