using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage;

/// <summary>
/// Attackers choose object paths and bucket names, and digests contain them. None may lead out of the directory or
/// cause a crash.
/// </summary>
public sealed class HostilePathsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public HostilePathsTests()
    {
        _directory.Write("secret", "secret");
        _directory.Write("root/secret", "secret");
        _directory.Write("root/bucket/dir/inside", "inside");
        _directory.Write("root/bucket/inside", "inside");
    }

    private string Root => _directory.PathTo("root");

    public static TheoryData<string> PathsThatCannotBeFiles =>
        [
            "",
            "/",
            ".",
            "..",
            "../secret",
            "../../secret",
            "dir/../inside",
            "dir/../../secret",
            "dir/..",
            "./inside",
            "dir/./inside",
            "dir//inside",
            "dir/inside/",
            "/inside",
            "/etc/passwd",
            "//etc/passwd",
            "inside\0",
            "inside\0.gz",
            "\0",
            "..\\secret",
            "dir\\inside",
            "C:\\Windows\\win.ini",
            new string('x', 300),
            "dir/" + new string('é', 200),
            string.Concat(Enumerable.Repeat("deep/", 3000)) + "x",
            "\ud800",
            "inside\n",
        ];

    public static TheoryData<string> InvalidPrefixes =>
        [
            "/",
            "/etc/",
            "//",
            "../",
            "dir/../",
            "./",
            "dir//",
            "dir/../../",
            "\0/",
            "dir\0/",
            "dir\\/",
            new string('x', 300) + "/",
            "dir/inside/",
        ];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(PathsThatCannotBeFiles))]
    public async Task An_object_path_that_cannot_be_a_file_does_not_exist(string path)
    {
        (await LocalDirectoryStore.OfBuckets(Root).ReadAsync(path)).Should().BeNull();
        (await LocalDirectoryStore.OfBucket(_directory.PathTo("root", "bucket"), "bucket").ReadAsync(path))
            .Should()
            .BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../root/bucket")]
    [InlineData("bucket/dir")]
    [InlineData("/etc")]
    [InlineData("buc\0ket")]
    [InlineData("bucket\\dir")]
    public async Task A_bucket_name_that_is_not_a_single_name_does_not_exist(string bucket)
    {
        var store = LocalDirectoryStore.OfBuckets(Root);

        (await store.ReadAsync("inside", bucket)).Should().BeNull();
        (await store.ReadAsync("secret", bucket)).Should().BeNull();
        (await store.ObjectPathsAsync(bucket: bucket)).Should().BeEmpty();
        (await store.FoldersAsync(bucket: bucket)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(InvalidPrefixes))]
    public async Task A_prefix_that_leads_elsewhere_lists_nothing(string folder)
    {
        var store = LocalDirectoryStore.OfBuckets(Root);

        (await store.ObjectPathsAsync(folder)).Should().BeEmpty();
        (await store.FoldersAsync(folder)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../secret")]
    [InlineData("/tmp/secret")]
    [InlineData("dir//x")]
    [InlineData("x\0")]
    [InlineData("x.meta.json")]
    [InlineData("")]
    public async Task An_object_path_that_cannot_be_a_file_is_not_written(string path)
    {
        var before = _directory.State();

        var write = async () =>
            await LocalDirectoryStore
                .OfBuckets(Root)
                .WriteOnceAsync(
                    new ObjectLocation("bucket", path),
                    "x"u8.ToArray(),
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    default
                );

        await write.Should().ThrowAsync<StoreException>();
        _directory.State().Should().Equal(before);
    }
}
