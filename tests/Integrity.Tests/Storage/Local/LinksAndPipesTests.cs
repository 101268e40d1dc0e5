using System.Diagnostics;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>
/// A directory may contain links that lead out of it and pipes that never end. Neither is followed or opened.
/// </summary>
public sealed class LinksAndPipesTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public LinksAndPipesTests()
    {
        _directory.Write("outside/dir/secret", "secret");
        _directory.Write("root/bucket/plain", "plain");
    }

    private LocalDirectoryStore Store => LocalDirectoryStore.OfBuckets(_directory.PathTo("root"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_link_in_place_of_a_file_is_listed_and_cannot_be_read()
    {
        File.CreateSymbolicLink(
            _directory.PathTo("root", "bucket", "link"),
            _directory.PathTo("outside", "dir", "secret")
        );

        (await Store.ObjectPathsAsync())
            .Should()
            .Equal(["link", "plain"], "the target is unknown, so the link must be listed");
        await CannotBeReadAsync("link");
    }

    [Fact]
    public async Task A_link_is_not_followed_even_inside_the_directory()
    {
        File.CreateSymbolicLink(_directory.PathTo("root", "bucket", "link"), "plain");

        await CannotBeReadAsync("link");
    }

    [Fact]
    public async Task A_link_in_place_of_a_directory_is_listed_and_nothing_below_it_can_be_read()
    {
        Directory.CreateSymbolicLink(_directory.PathTo("root", "bucket", "dir"), _directory.PathTo("outside", "dir"));

        (await Store.ObjectPathsAsync()).Should().Equal("dir", "plain");
        (await Store.FoldersAsync()).Should().BeEmpty();
        await CannotBeReadAsync("dir/secret");
    }

    [Fact]
    public async Task An_object_below_a_link_cannot_be_read_even_the_second_time()
    {
        Directory.CreateSymbolicLink(_directory.PathTo("root", "bucket", "link"), _directory.PathTo("outside"));
        var store = Store;

        for (var again = 0; again < 2; again++)
            await FluentActions
                .Awaiting(() => store.ReadAsync("link/dir/secret"))
                .Should()
                .ThrowAsync<StoreException>();
    }

    [Theory]
    [InlineData("link/")]
    [InlineData("link/dir/")]
    [InlineData("link/dir/s")]
    public async Task A_listing_below_a_link_fails(string prefix)
    {
        Directory.CreateSymbolicLink(_directory.PathTo("root", "bucket", "link"), _directory.PathTo("outside"));

        var paths = () => Store.ObjectPathsAsync(prefix);
        var folders = () => Store.FoldersAsync(prefix[..(prefix.LastIndexOf('/') + 1)]);

        await paths.Should().ThrowAsync<StoreException>().WithMessage("its path contains a symbolic link*");
        await folders.Should().ThrowAsync<StoreException>().WithMessage("its path contains a symbolic link*");
    }

    [Fact]
    public async Task A_link_in_place_of_a_bucket_cannot_be_read_or_listed()
    {
        Directory.CreateSymbolicLink(_directory.PathTo("root", "linked"), _directory.PathTo("outside"));

        var list = () => Store.ObjectPathsAsync(bucket: "linked");
        var read = () => Store.ReadAsync("dir/secret", "linked");

        await list.Should().ThrowAsync<StoreException>().WithMessage("its path contains a symbolic link*");
        await read.Should().ThrowAsync<StoreException>().WithMessage("its path contains a symbolic link*");
    }

    [Fact]
    public async Task A_link_in_place_of_a_sidecar_is_not_read()
    {
        File.CreateSymbolicLink(
            _directory.PathTo("root", "bucket", "plain.meta.json"),
            _directory.Write("outside/meta.json", "{\"signature\":\"00\"}")
        );

        var read = () => Store.MetadataAsync("plain");

        await read.Should().ThrowAsync<StoreException>().WithMessage("its metadata sidecar is a symbolic link*");
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link()
    {
        Directory.CreateSymbolicLink(_directory.PathTo("root", "bucket", "dir"), _directory.PathTo("outside", "dir"));

        var write = async () =>
            await Store.WriteOnceAsync(
                new ObjectLocation("bucket", "dir/new"),
                "x"u8.ToArray(),
                new Dictionary<string, string>(StringComparer.Ordinal),
                default
            );

        await write.Should().ThrowAsync<StoreException>();
        File.Exists(_directory.PathTo("outside", "dir", "new")).Should().BeFalse();
    }

    [Fact]
    public async Task The_directory_named_by_the_caller_may_be_a_link()
    {
        var link = _directory.PathTo("link");
        Directory.CreateSymbolicLink(link, _directory.PathTo("root"));

        (await LocalDirectoryStore.OfBuckets(link).ReadAsync("plain"))
            .Should()
            .Be("plain", "the user chose it, not a writer to the bucket");
    }

    [Fact]
    public async Task A_pipe_is_an_empty_object_and_reading_it_does_not_block()
    {
        if (OperatingSystem.IsWindows())
            return;
        MakePipe("root/bucket/pipe");
        MakePipe("root/bucket/plain.meta.json");

        (await Store.ObjectPathsAsync()).Should().Equal("pipe", "plain", "plain.meta.json");
        (await Store.ReadAsync("pipe").WaitAsync(TimeSpan.FromSeconds(10))).Should().BeEmpty();
        (await Store.MetadataAsync("plain").WaitAsync(TimeSpan.FromSeconds(10)))
            .Should()
            .BeNull("an invalid sidecar counts as missing");
    }

    private void MakePipe(string relativePath)
    {
        using var process = Process.Start("mkfifo", [_directory.PathTo(relativePath)]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
    }

    private async Task CannotBeReadAsync(string path)
    {
        var read = () => Store.ReadAsync(path);

        (await read.Should().ThrowAsync<StoreException>().WithMessage("its path contains a symbolic link*"))
            .Which.Hint.Should()
            .NotBeNull();
    }
}
