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
        "AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/111122223333_CloudTrail_us-east-2_20250504T1000Z_9xsHd4kz5uZMh1bQ.json.gz";

    private readonly TempDirectory _folder = new();

    private static string ExamplePath => DigestJson.Parse(Encoding.UTF8.GetBytes(ExampleDigest.Json)).Location.Path;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_with_a_folder_a_bucket_holds_several_buckets_and_prefixes()
    {
        _folder.Write("one/" + LogFile, "");
        _folder.Write("two/my/logs/" + LogFile, "");
        _folder.Write("three/other", "");

        var layout = await FindAsync();

        layout.Store.Bucket.Should().BeNull();
        layout.Places.Should().Equal(new TrailLocation("one", ""), new TrailLocation("two", "my/logs/"));
    }

    [Fact]
    public async Task The_digests_tell_the_bucket_whose_root_a_folder_is()
    {
        _folder.Write(ExamplePath, Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Store.Bucket.Should().Be("amzn-s3-demo-bucket");
        layout.Places.Should().Equal(new TrailLocation("amzn-s3-demo-bucket", ""));
    }

    [Fact]
    public async Task The_digests_tell_a_prefix_in_one_bucket_from_a_bucket_of_several()
    {
        _folder.Write(
            "logs/" + ExamplePath,
            Gzip(ExampleDigest.With("\"digestS3Object\":\"", "\"digestS3Object\":\"logs\\/"))
        );

        var layout = await FindAsync();

        layout.Places.Should().Equal(new TrailLocation("amzn-s3-demo-bucket", "logs/"));
    }

    [Fact]
    public async Task Digests_of_several_buckets_tell_that_the_first_folder_is_the_bucket()
    {
        _folder.Write("amzn-s3-demo-bucket/" + ExamplePath, Gzip(ExampleDigest.Json));

        var layout = await FindAsync();

        layout.Store.Bucket.Should().BeNull();
        layout.Places.Should().Equal(new TrailLocation("amzn-s3-demo-bucket", ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Without_a_digest_the_root_of_one_bucket_is_named_as_the_folder_with_or_without_a_slash_at_the_end(
        string ending
    )
    {
        _folder.Write("my-bucket/" + LogFile, "");

        var layout = await LocalLayout.FindAsync(_folder.PathTo("my-bucket") + ending, default);

        layout.Places.Should().Equal(new TrailLocation("my-bucket", ""));
    }

    [Fact]
    public async Task An_empty_folder_has_no_places() => (await FindAsync()).Places.Should().BeEmpty();

    [Fact]
    public async Task A_digest_that_is_broken_or_moved_is_passed_over_and_another_one_asked()
    {
        _folder.Write(ExamplePath.Replace("T110000Z", "T090000Z", StringComparison.Ordinal), "not gzip");
        _folder.Write(ExamplePath.Replace("T110000Z", "T100000Z", StringComparison.Ordinal), Gzip(ExampleDigest.Json));
        _folder.Write(ExamplePath, Gzip(ExampleDigest.Json));

        (await FindAsync()).Store.Bucket.Should().Be("amzn-s3-demo-bucket");
    }

    [Fact]
    public async Task A_digest_that_lies_about_its_place_leads_to_nothing_outside_of_the_folder()
    {
        _folder.Write(
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
                "a lie makes the layout wrong, and then every digest is found to have been moved"
            );
        (await layout.Store.ObjectPathsAsync(bucket: ".."))
            .Should()
            .OnlyContain(path => path.StartsWith("real-bucket/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_are_not_looked_behind()
    {
        using var outside = new TempDirectory();
        outside.Write("bucket/" + LogFile, "");
        Directory.CreateSymbolicLink(_folder.PathTo("link"), outside.Path);

        (await FindAsync()).Places.Should().BeEmpty();
    }

    [Fact]
    public async Task The_search_goes_to_any_depth()
    {
        _folder.Write("1/2/3/4/5/6/7/8/" + LogFile, "");
        _folder.Write("a/2/3/4/5/6/7/8/9/" + LogFile, "");

        (await FindAsync())
            .Places.Should()
            .Equal(new TrailLocation("1", "2/3/4/5/6/7/8/"), new TrailLocation("a", "2/3/4/5/6/7/8/9/"));
    }

    private Task<LocalLayout> FindAsync() => LocalLayout.FindAsync(_folder.Path, default);

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return buffer.ToArray();
    }
}
