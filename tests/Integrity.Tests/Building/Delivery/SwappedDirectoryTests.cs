using Integrity.Building.Delivery;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building.Delivery;

/// <summary>
/// An attacker who can write to a directory of log files swaps parts of it during <c>deliver --move</c>, so that paths
/// lead to files of another user. Those files are neither delivered nor removed.
/// </summary>
public sealed class SwappedDirectoryTests : IDisposable
{
    private readonly DeliveryFixture _fixture = new();
    private readonly string _victim;

    public SwappedDirectoryTests()
    {
        _fixture.Request = _fixture.Request with { Move = true };
        // Same name, length and time, so that only the identity differs.
        _victim = _fixture.Write("victim/a.log", "theirs");
        _fixture.Write("logs/sub/a.log", "own log"[..6]);
    }

    private string Logs => _fixture.Source.PathTo("logs");

    private string Sub => _fixture.Source.PathTo("logs", "sub");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_directory_swapped_for_a_link_before_its_file_is_read_is_not_followed()
    {
        var results = await MoveAsync(new CallbackStore(_fixture.Store, whenListing: SwapForLink), Logs);

        results
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new { Status = DeliveryStatus.Failed, Problem = "it is a symbolic link, and links are not followed" }
            );
        _fixture.Store.Locations.Should().BeEmpty("no file of the other user may be delivered");
        File.Exists(_victim).Should().BeTrue();
    }

    [Fact]
    public async Task A_directory_swapped_for_a_link_after_delivery_loses_only_the_delivered_file()
    {
        var results = await MoveAsync(new CallbackStore(_fixture.Store, whenWritten: SwapForLink), Logs);

        results.Should().ContainSingle().Which.Status.Should().Be(DeliveryStatus.Delivered);
        _fixture.Contents.Should().Equal("own lo");
        File.Exists(_victim).Should().BeTrue();
        File.Exists(_fixture.Source.PathTo("moved", "a.log"))
            .Should()
            .BeFalse("the delivered file is removed through the open directory");
    }

    [Fact]
    public async Task A_named_file_swapped_for_a_link_is_not_followed()
    {
        var own = Path.Combine(Sub, "a.log");

        var results = await MoveAsync(new CallbackStore(_fixture.Store, whenListing: () => Replace(own)), own);

        results.Should().ContainSingle().Which.Status.Should().Be(DeliveryStatus.Failed);
        _fixture.Store.Locations.Should().BeEmpty();
        File.Exists(_victim).Should().BeTrue();
    }

    [Fact]
    public async Task A_different_file_with_the_name_length_and_time_of_a_delivered_one_is_kept()
    {
        var own = Path.Combine(Sub, "a.log");
        var results = await MoveAsync(
            new CallbackStore(_fixture.Store, whenWritten: () => File.Move(_victim, own, overwrite: true)),
            Logs
        );

        results
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(new { IsRemoved = false, Problem = "delivered but not removed: it changed meanwhile" });
        File.ReadAllText(own).Should().Be("theirs", "the other file was never delivered");
    }

    [Fact]
    public async Task Repeated_swaps_never_deliver_or_remove_a_file_of_the_other_user()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var swapping = Task.Run(() => SwapUntil(stop.Token));
        for (var round = 0; round < 40 && !stop.IsCancellationRequested; round++)
        {
            foreach (var directory in (string[])[Sub, _fixture.Source.PathTo("moved")])
            {
                // Whichever of the two is currently the directory and not a link.
                var file = new FileInfo(Path.Combine(directory, "a.log"));
                if (new DirectoryInfo(directory) is { Exists: true, LinkTarget: null } && !file.Exists)
                    await TryWriteAsync(file.FullName, $"own {round}");
            }
            await MoveAsync(new CallbackStore(_fixture.Store), Logs);
        }
        await stop.CancelAsync();
        await swapping;

        File.ReadAllText(_victim).Should().Be("theirs");
        _fixture.Contents.Should().NotContain("theirs");
    }

    private async Task<List<DeliveryResult>> MoveAsync(CallbackStore store, string path)
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
        Directory.Move(Sub, _fixture.Source.PathTo("moved"));
        Directory.CreateSymbolicLink(Sub, _fixture.Source.PathTo("victim"));
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
            Directory.Move(_fixture.Source.PathTo("moved"), Sub);
        }
    }

    private static async Task TryWriteAsync(string path, string content)
    {
        try
        {
            // Only a new file, because the test itself must not write through the link.
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content));
        }
        catch (IOException)
        {
            // The directory was swapped in the meantime.
        }
    }

    /// <summary>Calls back when it is listed and after each write.</summary>
    private sealed class CallbackStore(MemoryStore inner, Action? whenListing = null, Action? whenWritten = null)
        : IObjectReader,
            IObjectWriter
    {
        private Action? _whenListing = whenListing;

        public ValueTask<StoredObject?> OpenAsync(
            ObjectLocation location,
            CancellationToken cancellationToken = default
        ) => inner.OpenAsync(location, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken = default
        )
        {
            Interlocked.Exchange(ref _whenListing, null)?.Invoke();
            return inner.ListAsync(bucket, prefix, startAfter, cancellationToken);
        }

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        ) => inner.ListFoldersAsync(bucket, prefix, cancellationToken);

        public async ValueTask<bool> WriteOnceAsync(
            ObjectLocation location,
            ReadOnlyMemory<byte> content,
            IReadOnlyDictionary<string, string> metadata,
            CancellationToken cancellationToken = default
        )
        {
            var written = await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
            whenWritten?.Invoke();
            return written;
        }
    }
}
