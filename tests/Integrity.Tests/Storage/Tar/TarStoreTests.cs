using Integrity.Digests;
using Integrity.Storage.Tar;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Tar;

/// <summary>A tar archive behaves like a directory with the same files.</summary>
public sealed class TarStoreTests : IDisposable
{
    private static readonly string[] Paths =
    [
        "a",
        "a-b",
        "a-b/c",
        "a/b",
        "a/b.json",
        "a/b/c",
        "a/é",
        "a0",
        "ab",
        "B",
        "b/\ud83d\ude00",
        "b/\uffee",
        "b/x.meta.jso",
        "deep/er/and/deeper/x",
        "deep/er/y",
        "z.json.gz",
    ];

    private readonly TempDirectory _directory = new();
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
    private readonly TarStore _tar;
    private readonly MemoryStore _expected = new();

    public TarStoreTests()
    {
        var draft = new TarDraft()
            .Add("evidence/", kind: '5')
            .Add("other/bucket/a", "other")
            .Add("evidence/bucket2/a", "bucket2");
        foreach (var path in Paths.Reverse())
        {
            draft.Pax(("path", $"evidence/bucket/{path}"), ("mtime", "1746352800.5")).Add("short", path);
            _expected.Put(new ObjectLocation("bucket", path), System.Text.Encoding.UTF8.GetBytes(path));
        }
        draft
            .Add("evidence/bucket/a/b.meta.json", """{"Signature":"12"}""")
            .Add("evidence/bucket/ab.meta.json", "junk");
        draft.Add("evidence/bucket/lonely.meta.json", "a sidecar without an object is an object");
        _expected.Put(new ObjectLocation("bucket", "lonely.meta.json"), []);
        _file = File.OpenHandle(_directory.Write("bundle.tar", draft.End()));
        _tar = new TarStore(_file, TarIndex.Read(_file), "evidence/");
    }

    public void Dispose()
    {
        _file.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("a", null)]
    [InlineData("a/", null)]
    [InlineData("a/b", null)]
    [InlineData("", "a")]
    [InlineData("", "a/b")]
    [InlineData("", "a/bb")]
    [InlineData("a", "a-b/c")]
    [InlineData("b", "a")]
    [InlineData("b/", "b/\uffee")]
    [InlineData("a", "z")]
    [InlineData("", "zz")]
    [InlineData("nothing", null)]
    public async Task Paths_are_listed_in_the_order_of_S3(string prefix, string? startAfter) =>
        (await _tar.ObjectPathsAsync(prefix, startAfter))
            .Should()
            .Equal(await _expected.ObjectPathsAsync(prefix, startAfter));

    [Theory]
    [InlineData("")]
    [InlineData("a/")]
    [InlineData("deep/")]
    [InlineData("deep/er/")]
    [InlineData("nothing/")]
    public async Task Folders_are_listed(string prefix) =>
        (await _tar.FoldersAsync(prefix)).Should().BeEquivalentTo(await _expected.FoldersAsync(prefix));

    [Fact]
    public async Task Each_object_has_its_content()
    {
        foreach (var path in Paths)
            (await _tar.ReadAsync(path)).Should().Be(path);
        (await _tar.ReadAsync("a", "bucket2")).Should().Be("bucket2");
    }

    [Fact]
    public async Task Metadata_comes_from_the_sidecar_and_can_be_read_again()
    {
        await using var stored = await _tar.OpenAsync(new ObjectLocation("bucket", "a/b"), default);

        for (var i = 0; i < 2; i++)
            (await stored!.ReadMetadataAsync(default))
                .Should()
                .Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = "12" });
        (await _tar.MetadataAsync("a")).Should().BeNull("the object has no sidecar");
        (await _tar.MetadataAsync("ab")).Should().BeNull("an invalid sidecar counts as missing");
    }

    [Theory]
    [InlineData("bucket", "a/b.meta.json")]
    [InlineData("bucket", "")]
    [InlineData("bucket", "A")]
    [InlineData("bucket", "../bucket2/a")]
    [InlineData("bucket", "a\0")]
    [InlineData("bucket/a", "b")]
    [InlineData("..", "other/bucket/a")]
    [InlineData("", "bucket/a")]
    [InlineData("none", "a")]
    public async Task An_invalid_location_does_not_exist(string bucket, string path) =>
        (await _tar.ReadAsync(path, bucket)).Should().BeNull();

    [Theory]
    [InlineData("bucket/a")]
    [InlineData("..")]
    [InlineData("")]
    public async Task An_invalid_bucket_is_empty(string bucket)
    {
        (await _tar.ObjectPathsAsync(bucket: bucket)).Should().BeEmpty();
        (await _tar.FoldersAsync(bucket: bucket)).Should().BeEmpty();
    }

    [Fact]
    public void The_locations_of_trails_are_found()
    {
        string[] names =
        [
            "AWSLogs/1/x",
            "evidence/b/AWSLogs/1/x",
            "evidence/b/AWSLogs/AWSLogs/y",
            "evidence/b/p/q/AWSLogs/x",
            "evidence/c/noAWSLogs/x",
            "evidence/d/AWSLogs",
            "evidence/AWSLogs/e",
        ];
        using var file = File.OpenHandle(
            _directory.Write("places.tar", names.Aggregate(new TarDraft(), (draft, name) => draft.Add(name)).End())
        );

        new TarStore(file, TarIndex.Read(file), "evidence/")
            .FindPlaces()
            .Should()
            .Equal(new TrailLocation("b", ""), new TrailLocation("b", "p/q/"));
    }
}
