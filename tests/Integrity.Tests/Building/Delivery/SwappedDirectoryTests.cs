using Integrity.Building.Delivery;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building.Delivery;

/// <summary>
/// Someone who can write to a directory of log files swaps parts of it while <c>deliver --move</c> runs, so that paths
/// lead to another user's files. These are neither delivered nor removed.
/// </summary>
public sealed class SwappedDirectoryTests : IDisposable
{
    private readonly DeliveryFixture _fixture = new();
    private readonly string _victim;

    public SwappedDirectoryTests()
    {
        _fixture.Request = _fixture.Request with { Move = true };
        // the same name, length and time, so that only its identity differs
        _victim = _fixture.Write("victim/a.log", "theirs");
        _fixture.Write("logs/sub/a.log", "own log"[..6]);
    }

    private string Logs => _fixture.Folder.PathTo("logs");

    private string Sub => _fixture.Folder.PathTo("logs", "sub");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_directory_that_is_swapped_for_a_link_before_its_file_is_read_leads_nowhere()
    {
        var results = await MoveAsync(new Hooked(_fixture.Store, whenListing: SwapForLink), Logs);

        results
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new { Status = DeliveryStatus.Failed, Problem = "it is a symbolic link, and links are not followed" }
            );
        _fixture.Store.Locations.Should().BeEmpty("nothing of the other user is delivered");
        File.Exists(_victim).Should().BeTrue();
    }

    [Fact]
    public async Task A_directory_that_is_swapped_for_a_link_after_its_file_was_delivered_loses_only_that_file()
    {
        var results = await MoveAsync(new Hooked(_fixture.Store, whenWritten: SwapForLink), Logs);

        results.Should().ContainSingle().Which.Status.Should().Be(DeliveryStatus.Delivered);
        _fixture.Contents.Should().Equal("own lo");
        File.Exists(_victim).Should().BeTrue();
        File.Exists(_fixture.Folder.PathTo("moved", "a.log"))
            .Should()
            .BeFalse("it was delivered, and is reached through the directory that was opened");
    }

    [Fact]
    public async Task A_named_file_that_is_swapped_for_a_link_leads_nowhere()
    {
        var own = Path.Combine(Sub, "a.log");

        var results = await MoveAsync(new Hooked(_fixture.Store, whenListing: () => Replace(own)), own);

        results.Should().ContainSingle().Which.Status.Should().Be(DeliveryStatus.Failed);
        _fixture.Store.Locations.Should().BeEmpty();
        File.Exists(_victim).Should().BeTrue();
    }

    [Fact]
    public async Task A_file_of_the_same_length_and_time_that_takes_the_name_of_a_delivered_one_stays()
    {
        var own = Path.Combine(Sub, "a.log");
        var results = await MoveAsync(
            new Hooked(_fixture.Store, whenWritten: () => File.Move(_victim, own, overwrite: true)),
            Logs
        );

        results
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new { IsRemoved = false, Problem = "it was delivered and not removed: it was changed meanwhile" }
            );
        File.ReadAllText(own).Should().Be("theirs", "it was never delivered");
    }

    [Fact]
    public async Task Swapped_over_and_over_nothing_of_the_other_user_is_delivered_or_removed()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var swapping = Task.Run(() => SwapUntil(stop.Token));
        for (var round = 0; round < 40 && !stop.IsCancellationRequested; round++)
        {
            foreach (var folder in (string[])[Sub, _fixture.Folder.PathTo("moved")])
            {
                // whichever of the two is the directory at the moment, unless it is a link
                var file = new FileInfo(Path.Combine(folder, "a.log"));
                if (new DirectoryInfo(folder) is { Exists: true, LinkTarget: null } && !file.Exists)
                    await TryWriteAsync(file.FullName, $"own {round}");
            }
            await MoveAsync(new Hooked(_fixture.Store), Logs);
        }
        await stop.CancelAsync();
        await swapping;

        File.ReadAllText(_victim).Should().Be("theirs");
        _fixture.Contents.Should().NotContain("theirs");
    }

    private async Task<List<DeliveryResult>> MoveAsync(Hooked store, string path)
    {
        var results = new List<DeliveryResult>();
        using var sources = LogFileSources.Find([path], store: null);
        var delivery = new LogFileDelivery(store, store, new FixedClock(_fixture.Now));
        await foreach (var result in delivery.DeliverAsync(_fixture.Request, sources))
            results.Add(result);
        return results;
    }

    private void SwapForLink()
    {
        Directory.Move(Sub, _fixture.Folder.PathTo("moved"));
        Directory.CreateSymbolicLink(Sub, _fixture.Folder.PathTo("victim"));
    }

    private void Replace(string file)
    {
        File.Delete(file);
        File.CreateSymbolicLink(file, _victim);
    }

    private void SwapUntil(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            SwapForLink();
            Directory.Delete(Sub);
            Directory.Move(_fixture.Folder.PathTo("moved"), Sub);
        }
    }

    private static async Task TryWriteAsync(string path, string content)
    {
        try
        {
            // a new file only: the test itself must not write through the link
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content));
        }
        catch (IOException)
        {
            // the directory was swapped meanwhile
        }
    }

    /// <summary>Does something when it is listed, and after each write.</summary>
    private sealed class Hooked(MemoryStore inner, Action? whenListing = null, Action? whenWritten = null)
        : IObjectReader,
            IObjectWriter
    {
        private Action? _whenListing = whenListing;

        public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken) =>
            inner.OpenAsync(location, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Exchange(ref _whenListing, null)?.Invoke();
            return inner.ListAsync(bucket, prefix, startAfter, cancellationToken);
        }

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken
        ) => inner.ListFoldersAsync(bucket, prefix, cancellationToken);

        public async ValueTask<bool> WriteOnceAsync(
            ObjectLocation location,
            ReadOnlyMemory<byte> content,
            IReadOnlyDictionary<string, string> metadata,
            CancellationToken cancellationToken
        )
        {
            var written = await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
            whenWritten?.Invoke();
            return written;
        }
    }
}
