using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.IntegrationTests.Support;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.IntegrationTests.S3;

/// <summary>A listing of several pages in S3 equals the listing of a directory with the same objects.</summary>
[Collection(S3Tests.Name)]
public sealed class S3ListingTests(S3Fixture s3)
{
    private const string Bucket = "amzn-s3-demo-listing";
    private const int Count = 3_210;

    private static readonly string[] OddPaths =
    [
        "AWSLogs-other/x",
        "AWSLogs/ünï",
        "AWSLogs/日本語",
        "AWSLogs/🔑",
        "AWSLogs/\ufb00",
        "AWSLogs/a b",
        "AWSLogs/a+b",
        "AWSLogs/100%",
        "AWSLogs/111122223333!/x",
        "AWSLogs/111122223333",
        "zzz",
    ];

    [Fact]
    public async Task Listings_in_S3_and_in_a_directory_are_equal_for_every_prefix_and_start()
    {
        using var folder = new TemporaryFolder();
        var paths = Enumerable
            .Range(0, Count)
            .Select(SampleTrail.DigestPath)
            .Concat(OddPaths.Where(path => path != "AWSLogs/111122223333"))
            .ToList();
        await FillAsync(paths, folder);
        await using var network = new FaultyProxy(s3.Endpoint);
        using var session = new AwsSession(new AwsSettings { EndpointUrl = network.Url, Region = "us-east-1" });
        var (remote, local) = (new S3Store(session, TimeProvider.System), LocalDirectoryStore.OfBuckets(folder.Root));

        var all = await S3StoreTests.ListAsync(remote, "", null, Bucket);
        all.Should().HaveCount(paths.Count).And.Equal(await S3StoreTests.ListAsync(local, "", null, Bucket));
        network.Requests.Count(request => request.IsListing).Should().Be(4, "a page has 1,000 objects");
        foreach (var prefix in Prefixes(paths))
        {
            foreach (
                var start in (string?[])[null, paths[Count - 700], SampleTrail.DigestFolder + "/2025/07", "AWSLogs/日"]
            )
                (await S3StoreTests.ListAsync(remote, prefix, start, Bucket))
                    .Should()
                    .Equal(
                        await S3StoreTests.ListAsync(local, prefix, start, Bucket),
                        "with prefix {0} after {1}",
                        prefix,
                        start
                    );
        }
        foreach (
            var prefix in (string[])
                [
                    "",
                    "AWSLogs/",
                    "AWSLogs/111122223333/",
                    SampleTrail.DigestFolder + "/",
                    SampleTrail.DigestFolder + "/2025/",
                    "missing/",
                ]
        )
            (await FoldersAsync(remote, prefix))
                .Should()
                .Equal(await FoldersAsync(local, prefix), "folders under {0}", prefix);
    }

    private static string[] Prefixes(List<string> paths) =>
        [paths[7], SampleTrail.DigestFolder + "/2025/07/", "AWSLogs/", "AWSLogs/a", "missing/"];

    private async Task FillAsync(List<string> paths, TemporaryFolder folder)
    {
        await s3.EmptyAsync(Bucket);
        foreach (var objectPath in paths)
        {
            var path = folder.At(Bucket, objectPath);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, []);
        }
        await Parallel.ForEachAsync(
            paths,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (path, _) => await s3.PutAsync(Bucket, path, [])
        );
    }

    private static async Task<List<string>> FoldersAsync(IObjectReader store, string prefix)
    {
        var folders = new List<string>();
        await foreach (var folder in store.ListFoldersAsync(Bucket, prefix, default))
            folders.Add(folder);
        return folders;
    }
}
