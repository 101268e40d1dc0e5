using Integrity.Building.Delivery;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building.Delivery;

/// <summary>A file is removed only after its copy was read back.</summary>
public sealed class MovedFilesTests : IDisposable
{
    private readonly DeliveryFixture _fixture = new();

    public MovedFilesTests() => _fixture.Request = _fixture.Request with { Move = true };

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_file_delivered_now_or_earlier_is_removed()
    {
        var (a, b) = (_fixture.Write("a.log", "a"), _fixture.Write("b.log", "a"));

        var results = await _fixture.DeliverAsync(a, b);

        results.Should().OnlyContain(result => result.IsRemoved && result.Problem == null);
        Directory.GetFiles(_fixture.Source.Path).Should().BeEmpty();
        _fixture.Contents.Should().Equal("a");
    }

    [Fact]
    public async Task A_file_that_was_not_delivered_is_kept()
    {
        var path = _fixture.Write("a.log", "a");

        var result = (
            await _fixture.DeliverAsync(_fixture.Store, new CrashingWriter(_fixture.Store, 0, afterwards: true), path)
        ).Single();

        result.Should().BeEquivalentTo(new { Status = DeliveryStatus.Failed, IsRemoved = false });
        File.Exists(path).Should().BeTrue();
    }

    [Fact]
    public async Task A_file_changed_in_the_meantime_is_kept()
    {
        var path = _fixture.Write("a.log", "a");
        var writer = new CallbackWriter(_fixture.Store, _ => File.AppendAllText(path, "more"));

        var result = (await _fixture.DeliverAsync(_fixture.Store, writer, path)).Single();

        result
            .Should()
            .BeEquivalentTo(
                new
                {
                    Status = DeliveryStatus.Delivered,
                    IsRemoved = false,
                    Problem = "delivered but not removed: it changed meanwhile",
                }
            );
        File.ReadAllText(path).Should().Be("amore");
    }

    [Fact]
    public async Task A_file_whose_copy_differs_is_kept()
    {
        var path = _fixture.Write("a.log", "a");
        var writer = new CallbackWriter(
            _fixture.Store,
            location => _fixture.Store.Put(location, GzipBytes.Compress("b"u8))
        );

        var result = (await _fixture.DeliverAsync(_fixture.Store, writer, path)).Single();

        result
            .Should()
            .BeEquivalentTo(
                new
                {
                    IsRemoved = false,
                    Problem = "delivered but not removed: " + "the store returns different content",
                }
            );
        File.Exists(path).Should().BeTrue();
    }

    [Fact]
    public async Task A_file_whose_copy_cannot_be_read_is_kept()
    {
        var path = _fixture.Write("a.log", "a");
        var writer = new CallbackWriter(_fixture.Store, location => _fixture.Store.FailOn(location, "access denied"));

        var result = (await _fixture.DeliverAsync(_fixture.Store, writer, path)).Single();

        result
            .Should()
            .BeEquivalentTo(
                new { IsRemoved = false, Problem = "delivered but not removed: cannot read its copy: access denied" }
            );
        File.Exists(path).Should().BeTrue();
    }

    /// <summary>Calls back after each write.</summary>
    private sealed class CallbackWriter(IObjectWriter inner, Action<ObjectLocation> afterWrite) : IObjectWriter
    {
        public async ValueTask<bool> WriteOnceAsync(
            ObjectLocation location,
            ReadOnlyMemory<byte> content,
            IReadOnlyDictionary<string, string> metadata,
            CancellationToken cancellationToken = default
        )
        {
            var written = await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
            afterWrite(location);
            return written;
        }
    }
}
