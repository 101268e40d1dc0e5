using System.IO.Compression;
using System.Text;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage.Local;
using Integrity.Tests.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

public sealed class LocalLayoutTests : IDisposable
{
    private const string LogFile =
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/"
        + "111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz";

    private readonly TempDirectory _directory = new();

    private static string ExamplePath => DigestJson.Parse(Encoding.UTF8.GetBytes(ExampleDigest.Json)).Location.Path;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_directory_with_one_subdirectory_per_bucket_contains_several_buckets_and_prefixes()
    {
        _directory.Write("one/" + LogFile, "");
        _directory.Write("two/my/logs/" + LogFile, "");
        _directory.Write("three/other", "");

        var layout = await FindAsync();

        layout.Store.Bucket.Should().BeNull();
        layout.Places.Should().Equal(new TrailLocation("one", ""), new TrailLocation("two", "my/logs/"));
    }

    [Fact]
    public async Task The_digests_name_the_bucket_of_a_directory()
    {
        _directory.Write(ExamplePath, Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Store.Bucket.Should().Be("amzn-s3-demo-bucket");
        layout.Places.Should().Equal(new TrailLocation("amzn-s3-demo-bucket", ""));
    }

    [Fact]
    public async Task The_digests_distinguish_a_prefix_of_one_bucket_from_several_buckets()
    {
        _directory.Write(
            "logs/" + ExamplePath,
            Gzip(ExampleDigest.With("\"digestS3Object\":\"", "\"digestS3Object\":\"logs\\/"))
        );

        var layout = await FindAsync();

        layout.Places.Should().Equal(new TrailLocation("amzn-s3-demo-bucket", "logs/"));
    }

    [Fact]
    public async Task The_digests_show_that_the_first_directory_is_the_bucket()
    {
        _directory.Write("amzn-s3-demo-bucket/" + ExamplePath, Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Store.Bucket.Should().BeNull();
        layout.Places.Should().Equal(new TrailLocation("amzn-s3-demo-bucket", ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Without_a_digest_the_bucket_has_the_name_of_the_directory(string ending)
    {
        _directory.Write("my-bucket/" + LogFile, "");

        var layout = await LocalLayout.FindAsync(_directory.PathTo("my-bucket") + ending, default);

        layout.Places.Should().Equal(new TrailLocation("my-bucket", ""));
    }

    [Fact]
    public async Task An_empty_directory_has_no_locations() => (await FindAsync()).Places.Should().BeEmpty();

    [Fact]
    public async Task A_damaged_or_moved_digest_is_skipped()
    {
        _directory.Write(ExamplePath.Replace("T110000Z", "T090000Z", StringComparison.Ordinal), "not gzip");
        _directory.Write(
            ExamplePath.Replace("T110000Z", "T100000Z", StringComparison.Ordinal),
            Gzip(ExampleDigest.Json)
        );
        _directory.Write(ExamplePath, Gzip(ExampleDigest.Json));

        (await FindAsync()).Store.Bucket.Should().Be("amzn-s3-demo-bucket");
    }

    [Fact]
    public async Task A_digest_with_a_false_location_does_not_lead_out_of_the_directory()
    {
        _directory.Write(
            "real-bucket/" + ExamplePath,
            Gzip(
                ExampleDigest
                    .With("amzn-s3-demo-bucket", "..")
                    .Replace("\"digestS3Object\":\"", "\"digestS3Object\":\"real-bucket\\/", StringComparison.Ordinal)
            )
        );

        var layout = await FindAsync();

        layout
            .Places.Should()
            .Equal(
                [new TrailLocation("..", "real-bucket/")],
                "a false location makes the layout wrong, and every digest is then reported as moved"
            );
        (await layout.Store.ObjectPathsAsync(bucket: ".."))
            .Should()
            .OnlyContain(path => path.StartsWith("real-bucket/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        using var outside = new TempDirectory();
        outside.Write("bucket/" + LogFile, "");
        Directory.CreateSymbolicLink(_directory.PathTo("link"), outside.Path);

        (await FindAsync()).Places.Should().BeEmpty();
    }

    [Fact]
    public async Task Buckets_are_found_at_any_depth()
    {
        _directory.Write("1/2/3/4/5/6/7/8/" + LogFile, "");
        _directory.Write("a/2/3/4/5/6/7/8/9/" + LogFile, "");

        (await FindAsync())
            .Places.Should()
            .Equal(new TrailLocation("1", "2/3/4/5/6/7/8/"), new TrailLocation("a", "2/3/4/5/6/7/8/9/"));
    }

    private Task<LocalLayout> FindAsync() => LocalLayout.FindAsync(_directory.Path, default);

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return buffer.ToArray();
    }
}
