using System.Text;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Storage.Tar;
using Integrity.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Tests.Storage;

/// <summary>
/// Every store gives the same answers for the same objects. The reference is an in-memory store that behaves like S3;
/// integration tests compare it with a real S3 server.
/// </summary>
public sealed class StoreContractTests : IDisposable
{
    private const string Digest = "a_CloudTrail-Digest_b.json.gz";

    /// <summary>Listed object paths. None of them is a metadata sidecar.</summary>
    private static readonly string[] Paths =
    [
        "a",
        "a-b",
        "a/b",
        "a/b/c.json.gz",
        "a/b/c.json.gz.ctverify-unfinished",
        "a/b/forged.json.gz.meta.json",
        "a/b/.0123456789abcdef0123456789abcdef.ctverify-unfinished",
        "a/.ctverify-unfinished/x",
        "a/x.meta.json/y",
        "b/line\nfeed",
        "b/\u001b[31m",
        "b/é",
        "b/日本語",
        "b/🔑",
        "b/\ufffd",
        "b/x.meta.json.meta.json",
        "c/x",
        "c/x.meta.json.meta.json",
        "c/y.META.JSON",
        "c/.meta.json",
        "d/" + Digest,
        "e.ctverify-unfinished",
    ];

    /// <summary>Metadata sidecars. They are not objects as long as their objects exist.</summary>
    private static readonly string[] Sidecars = ["a/b/c.json.gz.meta.json", "c/x.meta.json", $"d/{Digest}.meta.json"];

    private readonly TempDirectory _directory = new();
    private readonly MemoryStore _expected = new();
    private SafeFileHandle? _archive;

    public StoreContractTests()
    {
        // A file system cannot contain a file and a directory of the same name.
        foreach (var path in Paths.Where(path => path is not ("a" or "a/b")))
        {
            _directory.Write($"root/bucket/{path}", $"content of {path}");
            _expected.Put(new ObjectLocation("bucket", path), Encoding.UTF8.GetBytes($"content of {path}"));
        }
        foreach (var path in Sidecars)
            _directory.Write($"root/bucket/{path}", """{"signature":"00"}""");
    }

    public static TheoryData<string> Stores => ["directory", "bucket", "archive", "fetched", "relocated"];

    public static TheoryData<string, string, string?> Listings
    {
        get
        {
            var listings = new TheoryData<string, string, string?>();
            foreach (var store in Stores)
            {
                foreach (var prefix in (string[])["", "a", "a/", "a/b/", "a/b/c", "a/b/f", "b/", "c/x", "nothing/"])
                {
                    foreach (
                        var start in (string?[])[null, "a/b/c.json.gz", "a/b", "b/\u001b[31m", "c/x.meta.json", "z"]
                    )
                        listings.Add(store.Data, prefix, start);
                }
            }
            return listings;
        }
    }

    public void Dispose()
    {
        _archive?.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Listings))]
    public async Task Listings_equal_those_of_S3(string store, string prefix, string? startAfter) =>
        (await Open(store).ObjectPathsAsync(prefix, startAfter))
            .Should()
            .Equal(await _expected.ObjectPathsAsync(prefix, startAfter));

    [Theory]
    [MemberData(nameof(Listings))]
    public async Task A_partial_listing_equals_the_listing_if_everything_is_readable(
        string store,
        string prefix,
        string? startAfter
    )
    {
        var entries = await Open(store).ListPartAsync("bucket", prefix, startAfter, default).ToListAsync();

        entries.Should().NotContain(entry => entry.Problem != null);
        entries.Select(entry => entry.Path).Should().Equal(await _expected.ObjectPathsAsync(prefix, startAfter));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Folders_equal_those_of_S3(string store)
    {
        foreach (var prefix in (string[])["", "a/", "a/b/", "b/", "nothing/"])
        {
            var expected = await _expected.FoldersAsync(prefix);

            (await Open(store).FoldersAsync(prefix)).Should().BeEquivalentTo(expected);
            (await Open(store).ListFolderPartAsync("bucket", prefix, default).ToListAsync())
                .Should()
                .BeEquivalentTo(expected.Select(name => new ListedEntry(name)));
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Every_listed_object_can_be_read(string store)
    {
        foreach (var path in await _expected.ObjectPathsAsync())
            (await Open(store).ReadAsync(path)).Should().Be($"content of {path}", "{0} is listed", path);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Metadata_is_not_an_object_and_belongs_to_its_object(string store)
    {
        foreach (var path in Sidecars)
        {
            (await ExistsAsync(store, path)).Should().BeFalse("{0} is metadata", path);
            (await Open(store).MetadataAsync(path[..^".meta.json".Length]))!["signature"].Should().Be("00");
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_signature_without_its_digest_is_not_an_object(string store)
    {
        var signature = """{"signature":"00","signature-algorithm":"SHA256withRSA"}""";
        _directory.Write($"root/bucket/d/later-{Digest}.meta.json", signature);
        _directory.Write($"root/bucket/d/other-{Digest}.meta.json", """{"signature":"00","content":"of a log file"}""");

        (await Open(store).ObjectPathsAsync("d/")).Should().Equal($"d/{Digest}", $"d/other-{Digest}.meta.json");
        (await ExistsAsync(store, $"d/later-{Digest}.meta.json")).Should().BeFalse();
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("bucket")]
    [InlineData("fetched")]
    [InlineData("relocated")]
    public async Task Unreadable_entries_are_reported_in_order_and_the_rest_is_listed(string store)
    {
        Directory.CreateSymbolicLink(_directory.PathTo("root", "bucket", "a", "b", "link"), "..");
        File.CreateSymbolicLink(_directory.PathTo("root", "bucket", "a", "b", "nowhere"), "nothing");
        Directory.CreateSymbolicLink(_directory.PathTo("root", "bucket", "linked"), "a");

        var entries = await Open(store).ListPartAsync("bucket", "a/b/", null, default).ToListAsync();
        var folders = await Open(store).ListFolderPartAsync("bucket", "", default).ToListAsync();
        var below = () => Open(store).ListPartAsync("bucket", "linked/", null, default).ToListAsync().AsTask();

        entries
            .Where(entry => entry.Problem is not null)
            .Select(entry => entry.Path)
            .Should()
            .Equal("a/b/link", "a/b/nowhere");
        entries
            .Where(entry => entry.Problem is null)
            .Select(entry => entry.Path)
            .Should()
            .Equal(await _expected.ObjectPathsAsync("a/b/"));
        folders.Where(entry => entry.Problem is not null).Select(entry => entry.Path).Should().Equal("linked");
        await below.Should().ThrowAsync<StoreException>().WithMessage("its path contains a symbolic link*");
        await FluentActions.Awaiting(() => Open(store).ReadAsync("a/b/nowhere")).Should().ThrowAsync<StoreException>();
    }

    /// <summary>
    /// Whether the object exists. A fetched copy reports objects that it does not contain as not fetched.
    /// </summary>
    private async Task<bool> ExistsAsync(string store, string path)
    {
        try
        {
            return await Open(store).ReadAsync(path) is not null;
        }
        catch (StoreException e) when (store == "fetched" && e.Message == "it was not fetched")
        {
            return false;
        }
    }

    private IObjectReader Open(string store)
    {
        var root = _directory.PathTo("root");
        var manifest = new MemoryStream(
            """{"kind":"end","at":"2025-05-05T08:00:00Z","taken":0,"there":0,"problems":0}"""u8.ToArray()
        );
        return store switch
        {
            "directory" => LocalDirectoryStore.OfBuckets(root),
            "bucket" => LocalDirectoryStore.OfBucket(Path.Combine(root, "bucket"), "bucket"),
            "archive" => OpenArchive(root),
            "fetched" => FetchedStore.Of(LocalDirectoryStore.OfBuckets(root), manifest, "manifest.jsonl"),
            "relocated" => RelocatedStore.Over(
                LocalDirectoryStore.OfBucket(root, "copy"),
                new Relocation(new TrailLocation("bucket", ""), new TrailLocation("copy", "bucket/"))
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(store), store, null),
        };
    }

    private TarStore OpenArchive(string root)
    {
        var draft = new TarDraft();
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            draft.Pax(("path", $"evidence/{Path.GetRelativePath(root, file)}"));
            draft.Add("short"u8.ToArray(), File.ReadAllBytes(file));
        }
        _archive?.Dispose();
        _archive = File.OpenHandle(_directory.Write("bundle.tar", draft.End()));
        return new TarStore(_archive, TarIndex.Read(_archive), "evidence/");
    }
}
