using FsCheck;
using FsCheck.Fluent;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>A directory is listed like a bucket in S3.</summary>
public sealed class LocalDirectoryStoreListingTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private LocalDirectoryStore Store => LocalDirectoryStore.OfBuckets(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Paths_are_ordered_as_a_whole_and_not_per_directory()
    {
        Put("a/b", "a-b", "a.b", "a0", "a/c/d", "B", "a/c-d");

        (await Store.ObjectPathsAsync()).Should().Equal("B", "a-b", "a.b", "a/b", "a/c-d", "a/c/d", "a0");
    }

    [Fact]
    public async Task Paths_are_ordered_by_their_UTF_8_bytes()
    {
        Put("😀", "\uff5e", "é", "z", "\ue000/x");

        (await Store.ObjectPathsAsync()).Should().Equal("z", "é", "\ue000/x", "\uff5e", "😀");
        (await Store.ObjectPathsAsync(startAfter: "\uff5e")).Should().Equal("😀");
        (await Store.ObjectPathsAsync(startAfter: "😀")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(null, "a-b", "a/b", "a/c/d", "a/e", "b")]
    [InlineData("", "a-b", "a/b", "a/c/d", "a/e", "b")]
    [InlineData("a", "a-b", "a/b", "a/c/d", "a/e", "b")]
    [InlineData("a-b", "a/b", "a/c/d", "a/e", "b")]
    [InlineData("a/", "a/b", "a/c/d", "a/e", "b")]
    [InlineData("a/b", "a/c/d", "a/e", "b")]
    [InlineData("a/c", "a/c/d", "a/e", "b")]
    [InlineData("a/c/", "a/c/d", "a/e", "b")]
    [InlineData("a/c/d", "a/e", "b")]
    [InlineData("a/c/zzz", "a/e", "b")]
    [InlineData("a0", "b")]
    [InlineData("b")]
    [InlineData("zzz")]
    public async Task Only_paths_after_the_marker_are_listed_even_if_the_marker_does_not_exist(
        string? startAfter,
        params string[] expected
    )
    {
        Put("a-b", "a/b", "a/c/d", "a/e", "b");

        (await Store.ObjectPathsAsync(startAfter: startAfter)).Should().Equal(expected);
    }

    [Theory]
    [InlineData("", "logs-old/x", "logs/2025", "logs/2025-05", "logs/2025-06/y", "other")]
    [InlineData("l", "logs-old/x", "logs/2025", "logs/2025-05", "logs/2025-06/y")]
    [InlineData("logs", "logs-old/x", "logs/2025", "logs/2025-05", "logs/2025-06/y")]
    [InlineData("logs/", "logs/2025", "logs/2025-05", "logs/2025-06/y")]
    [InlineData("logs/2025-", "logs/2025-05", "logs/2025-06/y")]
    [InlineData("logs/2025-06", "logs/2025-06/y")]
    [InlineData("logs/2025-06/y", "logs/2025-06/y")]
    [InlineData("logs/2025-06/y/")]
    [InlineData("LOGS")]
    [InlineData("nowhere/")]
    public async Task A_prefix_may_end_anywhere_even_within_a_name(string prefix, params string[] expected)
    {
        Put("logs/2025", "logs/2025-05", "logs/2025-06/y", "logs-old/x", "other");

        (await Store.ObjectPathsAsync(prefix)).Should().Equal(expected);
    }

    [Fact]
    public void A_listing_equals_the_filtered_and_sorted_list_of_all_paths()
    {
        Put("a", "a-b/c", "b/a", "b/a-b", "b/b/a", "b/b/b", "b-a", "c/a/a/a");
        string[] all = ["a", "a-b/c", "b-a", "b/a", "b/a-b", "b/b/a", "b/b/b", "c/a/a/a"];
        var piece = Gen.Elements("a", "b", "c", "-", "/", "").ArrayOf(4).Select(string.Concat);

        Prop.ForAll(
                piece.ToArbitrary(),
                piece.ToArbitrary(),
                (prefix, startAfter) =>
                {
                    // Prefixes that lead elsewhere are tested separately.
                    if (prefix.StartsWith('/') || prefix.Contains("//", StringComparison.Ordinal))
                        return;
                    var expected = all.Where(path =>
                        path.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(path, startAfter) > 0
                    );
                    Store.ObjectPathsAsync(prefix, startAfter).GetAwaiter().GetResult().Should().Equal(expected);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_sidecar_is_not_an_object_beside_its_object()
    {
        Put("a", "a.meta.json", "folder/b.meta.json");

        (await Store.ObjectPathsAsync()).Should().Equal("a", "folder/b.meta.json");
        (await Store.ReadAsync("a.meta.json")).Should().BeNull();
        (await Store.ReadAsync("folder/b.meta.json")).Should().Be("content");
    }

    [Fact]
    public async Task Folders_are_listed_in_order_without_slashes()
    {
        Put("AWSLogs/o-abc/x", "AWSLogs/111122223333/x", "AWSLogs/file", "other/x");

        (await Store.FoldersAsync()).Should().Equal("AWSLogs", "other");
        (await Store.FoldersAsync("AWSLogs/")).Should().Equal("111122223333", "o-abc");
        (await Store.FoldersAsync("AWSLogs/file/")).Should().BeEmpty();
        (await Store.FoldersAsync("nowhere/")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_missing_bucket_is_empty()
    {
        (await Store.ObjectPathsAsync(bucket: "nobody")).Should().BeEmpty();
        (await Store.FoldersAsync(bucket: "nobody")).Should().BeEmpty();
        (await LocalDirectoryStore.OfBucket(_directory.Path, "bucket").ObjectPathsAsync(bucket: "other"))
            .Should()
            .BeEmpty();
    }

    [Fact]
    public async Task A_directory_can_be_the_root_of_one_bucket()
    {
        _directory.Write("AWSLogs/x", "content");
        var store = LocalDirectoryStore.OfBucket(_directory.Path, "bucket");

        (await store.ObjectPathsAsync()).Should().Equal("AWSLogs/x");
        (await store.ReadAsync("AWSLogs/x")).Should().Be("content");
        (await store.ReadAsync("AWSLogs/x", bucket: "other")).Should().BeNull();
    }

    private void Put(params string[] paths)
    {
        foreach (var path in paths)
            _directory.Write($"bucket/{path}", "content");
    }
}
