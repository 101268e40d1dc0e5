using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.IntegrationTests.Support;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>The S3 store with an S3 server: objects, listings, and writing once.</summary>
[Collection(S3Tests.Name)]
public sealed class S3StoreTests(S3Fixture s3) : IAsyncLifetime
{
    private const string Bucket = "amzn-s3-demo-store";
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly AwsSession _session = new(
        new AwsSettings { EndpointUrl = s3.Endpoint.ToString(), Region = "us-east-1" }
    );

    private S3Store Store => new(_session, TimeProvider.System);

    /// <summary>Object paths that some layer could misinterpret.</summary>
    public static TheoryData<string> OddPaths =>
        [
            "plain",
            "with space",
            " leading and trailing ",
            "plus+plus",
            "100%",
            "%41",
            "%2F",
            "a//b",
            "a/",
            "a/./b",
            "a/../b",
            "../a",
            "a/..",
            "ünï/日本語/🔑",
            "e\u0301",
            "q?a=b&c#d",
            "\"<&>'",
            "a;b:c@d=e,f$g!h*i(j)",
            "back\\slash",
            "~tilde_-.",
            "tab\there",
            "line\nfeed",
            "bell\a",
            "\u007f",
            "\ufffe",
            "[x]{y}|z^`",
        ];

    public async ValueTask InitializeAsync() => await s3.EmptyAsync(Bucket);

    [Theory]
    [MemberData(nameof(OddPaths))]
    public async Task Unusual_object_paths_are_preserved(string path)
    {
        var location = new ObjectLocation(Bucket, path);
        var content = SampleTrail.Gzip(SampleTrail.Events(5));

        (await Store.WriteOnceAsync(location, content, NoMetadata, default)).Should().BeTrue();

        (await ReadAsync(location)).Should().Equal(content);
        (await ListAsync(Store, "", null)).Should().Equal(path);
        (await s3.Client.GetObjectAsync(Bucket, path))
            .ContentLength.Should()
            .Be(content.Length, "another client must find it under the same path");
    }

    [Fact]
    public async Task Similar_object_paths_are_different_objects()
    {
        string[] paths = ["a/../b", "b", "a//b", "a/b", "a+b", "a b", "a%20b"];

        foreach (var path in paths)
            (
                await Store.WriteOnceAsync(
                    new ObjectLocation(Bucket, path),
                    SampleTrail.Gzip([(byte)path.Length]),
                    NoMetadata,
                    default
                )
            )
                .Should()
                .BeTrue();

        foreach (var path in paths)
            (await ReadAsync(new ObjectLocation(Bucket, path)))
                .Should()
                .Equal(SampleTrail.Gzip([(byte)path.Length]), "of {0}", path);
        (await ListAsync(Store, "", null)).Should().Equal(paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Metadata_is_read_and_gzip_content_is_not_decompressed()
    {
        var location = new ObjectLocation(Bucket, "digest.json.gz");
        var content = SampleTrail.Gzip(SampleTrail.Events(5));
        await s3.PutAsync(
            Bucket,
            location.Path,
            content,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Signature"] = "00ff",
                ["signature-algorithm"] = "SHA256withRSA",
            }
        );

        await using var stored = await Store.OpenAsync(location, default);

        (await stored!.ReadMetadataAsync(default))
            .Should()
            .BeEquivalentTo(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["signature"] = "00ff",
                    ["signature-algorithm"] = "SHA256withRSA",
                }
            );
        (await ReadAsync(location))
            .Should()
            .Equal(content, "the stored bytes must arrive, despite Content-Encoding: gzip");
    }

    [Fact]
    public async Task Written_metadata_is_read_back_and_may_be_empty()
    {
        var (with, without) = (new ObjectLocation(Bucket, "with"), new ObjectLocation(Bucket, "without"));
        await Store.WriteOnceAsync(
            with,
            new byte[1],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = "00ff" },
            default
        );
        await Store.WriteOnceAsync(without, new byte[1], NoMetadata, default);

        await using var first = await Store.OpenAsync(with, default);
        await using var second = await Store.OpenAsync(without, default);

        (await first!.ReadMetadataAsync(default))
            .Should()
            .Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = "00ff" });
        (await second!.ReadMetadataAsync(default)).Should().BeEmpty("in S3 the absence of metadata is known");
    }

    [Fact]
    public async Task An_object_is_written_once_and_never_overwritten()
    {
        var location = new ObjectLocation(Bucket, "once");

        (await Store.WriteOnceAsync(location, "first"u8.ToArray(), NoMetadata, default)).Should().BeTrue();
        (await Store.WriteOnceAsync(location, "second"u8.ToArray(), NoMetadata, default)).Should().BeFalse();

        (await ReadAsync(location)).Should().Equal("first"u8.ToArray());
    }

    [Fact]
    public async Task Of_many_concurrent_writers_one_succeeds()
    {
        var location = new ObjectLocation(Bucket, "race");
        var store = Store;

        var written = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => store.WriteOnceAsync(location, new[] { (byte)i }, NoMetadata, default).AsTask())
        );

        written.Count(isMine => isMine).Should().Be(1);
        (await ReadAsync(location)).Should().Equal((byte)Array.IndexOf(written, true));
    }

    [Fact]
    public async Task A_large_object_is_complete()
    {
        var content = new byte[9_000_001];
        new Random(1).NextBytes(content);
        await s3.PutAsync(Bucket, "large", content);

        (await ReadAsync(new ObjectLocation(Bucket, "large"))).Should().Equal(content);
    }

    [Fact]
    public async Task A_missing_object_is_null_and_a_missing_bucket_is_an_error()
    {
        (await Store.OpenAsync(new ObjectLocation(Bucket, "missing"), default)).Should().BeNull();

        var open = () => Store.OpenAsync(new ObjectLocation("amzn-s3-demo-missing", "key"), default).AsTask();
        var list = () => ListAsync(Store, "", null, "amzn-s3-demo-missing");
        var write = () =>
            Store
                .WriteOnceAsync(new ObjectLocation("amzn-s3-demo-missing", "key"), new byte[1], NoMetadata, default)
                .AsTask();

        foreach (var act in (Func<Task>[])[open, list, write])
            (await act.Should().ThrowAsync<StoreException>())
                .WithMessage("the bucket does not exist")
                .Which.Hint.Should()
                .NotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-bucket")]
    [InlineData("bucket/../other")]
    [InlineData("evil.example.com/")]
    [InlineData("evil.example.com?x=")]
    [InlineData("user@evil.example.com")]
    [InlineData("arn:aws:s3:us-east-1:111122223333:accesspoint/x")]
    [InlineData("bücket")]
    public async Task A_bucket_name_from_a_digest_cannot_select_another_host(string bucket)
    {
        var open = () => Store.OpenAsync(new ObjectLocation(bucket, "key"), default).AsTask();
        var list = () => ListAsync(Store, "", null, bucket);

        await open.Should().ThrowAsync<StoreException>();
        await list.Should().ThrowAsync<StoreException>();
    }

    internal static async Task<List<string>> ListAsync(
        IObjectReader store,
        string prefix,
        string? startAfter,
        string bucket = Bucket
    )
    {
        var paths = new List<string>();
        await foreach (var path in store.ListAsync(bucket, prefix, startAfter, default))
            paths.Add(path);
        return paths;
    }

    private async Task<byte[]> ReadAsync(ObjectLocation location)
    {
        await using var stored = await Store.OpenAsync(location, default);
        using var content = new MemoryStream();
        await stored!.Content.CopyToAsync(content);
        return content.ToArray();
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }
}
