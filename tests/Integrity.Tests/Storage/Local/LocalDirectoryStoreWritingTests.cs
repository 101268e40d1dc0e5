using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

public sealed class LocalDirectoryStoreWritingTests : IDisposable
{
    private static readonly Dictionary<string, string> Metadata = new(StringComparer.Ordinal)
    {
        ["signature"] = "00aa",
        ["signature-algorithm"] = "SHA256withRSA",
    };

    private readonly TempDirectory _directory = new();

    private LocalDirectoryStore Store => LocalDirectoryStore.OfBuckets(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_object_is_written_with_its_metadata_and_nothing_else_is_left()
    {
        (await WriteAsync("content", Metadata)).Should().BeTrue();

        (await Store.ReadAsync("a/b/object")).Should().Be("content");
        (await Store.MetadataAsync("a/b/object")).Should().Equal(Metadata);
        _directory.State().Keys.Should().Equal("bucket/a/b/object", "bucket/a/b/object.meta.json");
    }

    [Fact]
    public async Task An_object_without_metadata_has_no_sidecar()
    {
        (await WriteAsync("content", [])).Should().BeTrue();

        (await Store.MetadataAsync("a/b/object")).Should().BeNull();
        _directory.State().Keys.Should().Equal("bucket/a/b/object");
    }

    [Fact]
    public async Task A_second_write_changes_nothing_and_returns_false()
    {
        await WriteAsync("content", Metadata);
        var before = _directory.State();

        (await WriteAsync("other", new(StringComparer.Ordinal) { ["signature"] = "ff" })).Should().BeFalse();

        _directory.State().Should().Equal(before);
    }

    [Fact]
    public async Task A_sidecar_left_by_a_crash_is_not_an_object_and_does_not_block_the_next_write()
    {
        _directory.Write("bucket/a/b/object.meta.json", "{\"signature\":\"ff\"}");
        (await Store.ObjectPathsAsync()).Should().BeEmpty();

        (await WriteAsync("content", Metadata)).Should().BeTrue();

        (await Store.MetadataAsync("a/b/object")).Should().Equal(Metadata);
    }

    [Fact]
    public async Task An_unfinished_file_of_a_killed_writer_is_listed_and_deleted_by_the_next_write_of_a_digest()
    {
        _directory.Write("bucket/a/b/.0123.ctverify-unfinished", "half a dig");
        (await Store.ObjectPathsAsync())
            .Should()
            .Equal(["a/b/.0123.ctverify-unfinished"], "anyone can create a file with such a name");

        await WriteAsync("content", Metadata);

        _directory.State().Keys.Should().Equal("bucket/a/b/object", "bucket/a/b/object.meta.json");
    }

    [Fact]
    public async Task An_unfinished_file_of_a_killed_writer_is_deleted_by_the_next_delivery()
    {
        _directory.Write("bucket/a/b/.0123.ctverify-unfinished", "half a log");

        await WriteAsync("content", []);

        _directory.State().Keys.Should().Equal("bucket/a/b/object");
    }

    [Fact]
    public async Task An_unfinished_file_of_a_running_writer_is_kept()
    {
        _directory.Write("bucket/a/b/.0123.ctverify-unfinished", "half a log");
        using var atWork = LocalDirectory.Open(_directory.PathTo("bucket/a/b"));
        atWork.Lock(isShared: true, waits: true);

        await WriteAsync("content", []);

        _directory.State().Keys.Should().Equal("bucket/a/b/.0123.ctverify-unfinished", "bucket/a/b/object");
    }

    [Fact]
    public async Task Exactly_one_of_many_concurrent_writes_succeeds()
    {
        var written = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => WriteAsync($"content {i}", [])))
        );

        written.Count(won => won).Should().Be(1);
        (await Store.ReadAsync("a/b/object")).Should().Be($"content {Array.IndexOf(written, true)}");
        _directory.State().Keys.Should().Equal("bucket/a/b/object");
    }

    [Fact]
    public async Task An_obstacle_is_an_error_and_not_a_lost_object()
    {
        _directory.Write("bucket/a", "a file in place of a directory");

        var write = () => WriteAsync("content", Metadata);

        (await write.Should().ThrowAsync<StoreException>().WithMessage("cannot write *"))
            .Which.Hint.Should()
            .NotBeNull();
        _directory.State().Keys.Should().Equal("bucket/a");
    }

    [Fact]
    public async Task Metadata_names_are_lower_case_as_in_S3()
    {
        _directory.Write("bucket/object", "content");
        _directory.Write("bucket/object.meta.json", "{\"Signature\":\"00aa\"}");

        (await Store.MetadataAsync("object"))
            .Should()
            .Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = "00aa" });
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"signature\": 1}")]
    [InlineData("{\"signature\": {}}")]
    [InlineData("{\"Metadata\": {}}")]
    public async Task A_sidecar_without_a_signature_is_empty_metadata(string sidecar)
    {
        _directory.Write("bucket/object", "content");
        _directory.Write("bucket/object.meta.json", sidecar);

        (await Store.MetadataAsync("object")).Should().BeEmpty("S3 would return empty metadata");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"signature\": \"00\", \"signature\": \"00\"}")]
    [InlineData("{\"signature\": \"\\ud800\"}")]
    [InlineData("{\"signature\": \"00\"")]
    [InlineData("{\"signature\": \"00\"} x")]
    [InlineData("\u0000")]
    public async Task An_invalid_sidecar_counts_as_missing(string sidecar)
    {
        _directory.Write("bucket/object", "content");
        _directory.Write("bucket/object.meta.json", sidecar);

        (await Store.MetadataAsync("object"))
            .Should()
            .BeNull("an attacker who can damage the sidecar can also delete it");
    }

    [Fact]
    public async Task A_sidecar_that_is_too_large_counts_as_missing()
    {
        _directory.Write("bucket/object", "content");
        _directory.Write("bucket/object.meta.json", $$"""{"signature": "00", "x": "{{new string('x', 64 << 10)}}"}""");

        (await Store.MetadataAsync("object")).Should().BeNull();
    }

    [Fact]
    public async Task Of_concurrent_writers_one_wins_and_its_metadata_is_stored()
    {
        for (var round = 0; round < 50; round++)
        {
            var location = new ObjectLocation("bucket", $"race/{round}");
            using var start = new Barrier(4);
            var won = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(writer =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                start.SignalAndWait();
                                var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
                                {
                                    ["writer"] = $"{writer}",
                                };
                                return Store
                                    .WriteOnceAsync(
                                        location,
                                        System.Text.Encoding.UTF8.GetBytes($"{writer}"),
                                        metadata,
                                        default
                                    )
                                    .AsTask()
                                    .GetAwaiter()
                                    .GetResult();
                            },
                            TaskCreationOptions.LongRunning
                        )
                    )
            );

            won.Count(w => w).Should().Be(1);
            (await Store.MetadataAsync(location.Path))!
                ["writer"]
                .Should()
                .Be(await Store.ReadAsync(location.Path))
                .And.Be($"{Array.IndexOf(won, true)}");
        }
    }

    private async Task<bool> WriteAsync(string content, Dictionary<string, string> metadata) =>
        await Store.WriteOnceAsync(
            new ObjectLocation("bucket", "a/b/object"),
            System.Text.Encoding.UTF8.GetBytes(content),
            metadata,
            default
        );
}
