using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Tests.Support;

namespace Integrity.Tests.Storage.Local;

/// <summary>
/// Nothing is written through a directory that was replaced by a link, even after earlier successful writes.
/// </summary>
public sealed class SwappedStoreTests : IDisposable
{
    private static readonly Dictionary<string, string> Metadata = new(StringComparer.Ordinal)
    {
        ["signature"] = "00aa",
    };

    private readonly TempDirectory _directory = new();
    private readonly LocalDirectoryStore _store;

    public SwappedStoreTests()
    {
        Directory.CreateDirectory(_directory.PathTo("outside", "b"));
        _store = LocalDirectoryStore.OfBuckets(_directory.PathTo("store"));
    }

    private string Outside => _directory.PathTo("outside");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("bucket")]
    [InlineData("bucket/a")]
    [InlineData("bucket/a/b")]
    public async Task Nothing_is_written_to_a_directory_swapped_for_a_link_between_two_writes(string directory)
    {
        (await WriteAsync("a/b/first")).Should().BeTrue();
        Directory.Move(_directory.PathTo("store", directory), _directory.PathTo("moved"));
        Directory.CreateSymbolicLink(_directory.PathTo("store", directory), Outside);

        await FluentActions
            .Awaiting(() => WriteAsync("a/b/second"))
            .Should()
            .ThrowAsync<StoreException>()
            .WithMessage("*link*");

        Directory.EnumerateFiles(Outside, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Theory]
    [InlineData("key")]
    [InlineData("key.meta.json")]
    public async Task A_link_in_place_of_an_object_or_its_metadata_is_not_followed(string name)
    {
        var target = _directory.Write("outside/target", "theirs");
        Directory.CreateDirectory(_directory.PathTo("store", "bucket", "a", "b"));
        File.CreateSymbolicLink(_directory.PathTo("store", "bucket", "a", "b", name), target);

        var write = () => WriteAsync("a/b/key");

        if (name == "key")
            await write.Should().ThrowAsync<StoreException>().WithMessage("*link*");
        else
            (await write()).Should().BeTrue("the link is replaced");
        File.ReadAllText(target).Should().Be("theirs");
    }

    [Fact]
    public async Task Repeated_swaps_never_cause_a_write_outside()
    {
        await WriteAsync("a/b/first");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var swapping = Task.Run(() => SwapUntil(stop.Token));

        for (var i = 0; i < 500 && !stop.IsCancellationRequested; i++)
        {
            try
            {
                await WriteAsync($"a/b/{i}");
            }
            catch (StoreException)
            {
                // The directory was a link or missing at that moment.
            }
        }
        await stop.CancelAsync();
        await swapping;

        Directory.EnumerateFiles(Outside, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    private void SwapUntil(CancellationToken stop)
    {
        var plain = _directory.PathTo("store", "bucket", "a");
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var moved = _directory.PathTo($"moved-{i}");
            // A write may have created the directory again in between. The step then fails, and the next round starts.
            Try(() => Directory.Move(plain, moved));
            Try(() => Directory.CreateSymbolicLink(plain, Outside));
            if (new DirectoryInfo(plain).LinkTarget is not null)
                Try(() => Directory.Delete(plain));
            Try(() => Directory.Move(moved, plain));
        }
    }

    private static void Try(Action step)
    {
        try
        {
            step();
        }
        catch (IOException)
        {
            // See above.
        }
    }

    private async Task<bool> WriteAsync(string path) =>
        await _store.WriteOnceAsync(new ObjectLocation("bucket", path), "content"u8.ToArray(), Metadata, default);
}
