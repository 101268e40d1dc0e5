using Integrity.Building.Delivery;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building.Delivery;

/// <summary>When a file counts as already delivered.</summary>
public sealed class DeliveringAgainTests : IDisposable
{
    private readonly DeliveryFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(60 * 24 * 365)]
    public async Task A_delivered_file_is_recognized_at_any_later_time(int minutes)
    {
        var path = _fixture.Write("a.log", "a");
        var first = (await _fixture.DeliverAsync(path)).Single();

        _fixture.Now += TimeSpan.FromMinutes(minutes);
        var second = (await _fixture.DeliverAsync(path)).Single();

        second
            .Should()
            .BeEquivalentTo(
                new
                {
                    Status = DeliveryStatus.DeliveredBefore,
                    first.Location,
                    StoredBytes = 0L,
                    Problem = (string?)null,
                }
            );
        _fixture.Contents.Should().Equal("a");
    }

    [Fact]
    public async Task A_file_renamed_and_compressed_by_log_rotation_is_recognized()
    {
        await _fixture.DeliverAsync(_fixture.Write("access.log.1", "GET /\n"));

        var result = (
            await _fixture.DeliverAsync(_fixture.Write("access.log.2.gz", GzipBytes.Compress("GET /\n"u8)))
        ).Single();

        result.Status.Should().Be(DeliveryStatus.DeliveredBefore);
    }

    [Fact]
    public async Task A_file_that_has_grown_is_delivered_again()
    {
        await _fixture.DeliverAsync(_fixture.Write("a.log", "one\n"));

        var result = (await _fixture.DeliverAsync(_fixture.Write("a.log", "one\ntwo\n"))).Single();

        result.Status.Should().Be(DeliveryStatus.Delivered);
        _fixture.Contents.Should().BeEquivalentTo("one\n", "one\ntwo\n");
    }

    [Fact]
    public async Task A_new_file_with_the_content_of_an_old_one_is_delivered()
    {
        await _fixture.DeliverAsync(_fixture.Write("status.log", "all well\n"));

        _fixture.Now += TimeSpan.FromHours(3);
        var result = (
            await _fixture.DeliverAsync(_fixture.Write("status.log", "all well\n", _fixture.Now.AddMinutes(-1)))
        ).Single();

        result.Status.Should().Be(DeliveryStatus.Delivered, "it was modified hours after the earlier delivery");
        _fixture.Contents.Should().Equal("all well\n", "all well\n");
    }

    [Fact]
    public async Task Two_files_with_the_same_content_are_delivered_once()
    {
        var results = await _fixture.DeliverAsync(
            _fixture.Write("a.log", "same"),
            _fixture.Write("b.log", "same"),
            _fixture.Write("c.log", "other")
        );

        results
            .Select(result => result.Status)
            .Should()
            .Equal(DeliveryStatus.Delivered, DeliveryStatus.DeliveredBefore, DeliveryStatus.Delivered);
        results[1].Location.Should().Be(results[0].Location);
        _fixture.Contents.Should().Equal("same", "other");
    }

    [Fact]
    public async Task Files_with_the_same_content_but_different_times_are_each_delivered()
    {
        _fixture.Request = _fixture.Request with { Time = DeliveryTime.InName };
        string[] paths =
        [
            _fixture.Write("a-20240101.log", "same"),
            _fixture.Write("a-20240102.log", "same"),
            _fixture.Write("b-20240102.log", "same"),
        ];

        var first = await _fixture.DeliverAsync(paths);
        var second = await _fixture.DeliverAsync(paths);

        first
            .Select(result => result.Status)
            .Should()
            .Equal(DeliveryStatus.Delivered, DeliveryStatus.Delivered, DeliveryStatus.DeliveredBefore);
        second.Should().OnlyContain(result => result.Status == DeliveryStatus.DeliveredBefore);
        second.Select(result => result.Location).Should().Equal(first.Select(result => result.Location));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_delivered_with_another_kind_of_time_is_recognized(bool importLast)
    {
        string[] paths =
        [
            _fixture.Write("access.log.1", "one", DeliveryFixture.Start.AddDays(-1)),
            _fixture.Write("access.log.2", "two", DeliveryFixture.Start.AddDays(-2)),
        ];
        DeliveryTime[] times = importLast
            ? [DeliveryTime.Now, DeliveryTime.Modified]
            : [DeliveryTime.Modified, DeliveryTime.Now];

        _fixture.Request = _fixture.Request with { Time = times[0] };
        await _fixture.DeliverAsync(paths);
        _fixture.Request = _fixture.Request with { Time = times[1] };
        var results = await _fixture.DeliverAsync(paths);

        results.Should().OnlyContain(result => result.Status == DeliveryStatus.DeliveredBefore);
    }

    [Fact]
    public async Task Files_dated_in_the_future_are_not_delivered_twice()
    {
        var path = _fixture.Write("a.log", "a", DeliveryFixture.Start.AddMinutes(20));
        await _fixture.DeliverAsync(path);

        _fixture.Now += TimeSpan.FromMinutes(25);
        var result = (await _fixture.DeliverAsync(path)).Single();

        result.Status.Should().Be(DeliveryStatus.DeliveredBefore);
    }

    [Fact]
    public async Task A_forged_object_with_the_name_of_the_file_does_not_prevent_its_delivery()
    {
        var path = _fixture.Write("a.log", "evidence");
        var location = (await _fixture.DeliverAsync(path)).Single().Location!;
        _fixture.Store.Put(location, GzipBytes.Compress("made up"u8));

        var result = (await _fixture.DeliverAsync(path)).Single();

        result.Status.Should().Be(DeliveryStatus.Delivered);
        result.Location.Should().NotBe(location);
        _fixture.Contents.Should().Equal("made up", "evidence");
    }

    [Fact]
    public async Task A_name_used_by_another_object_is_not_used()
    {
        var at = DeliveryFixture.Start.AddHours(-3);
        _fixture.Request = _fixture.Request with { Time = DeliveryTime.At(at) };
        var (a, b) = (_fixture.Write("a.log", "a"), _fixture.Write("b.log", "b"));
        foreach (var location in (await _fixture.DeliverAsync(a, b)).Select(result => result.Location!))
            _fixture.Store.Put(location, [1]);

        var results = await _fixture.DeliverAsync(a, b);

        results.Should().OnlyContain(result => result.Status == DeliveryStatus.Delivered);
        results.Select(result => result.Location!.Path).Should().BeInAscendingOrder(StringComparer.Ordinal);
        _fixture.Store.Locations.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_read_is_an_error_and_the_file_is_not_delivered_again()
    {
        var path = _fixture.Write("a.log", "a");
        var location = (await _fixture.DeliverAsync(path)).Single().Location!;
        _fixture.Store.FailOn(location, "access denied");

        var results = await _fixture.DeliverAsync(path, _fixture.Write("b.log", "b"));

        results[0]
            .Should()
            .BeEquivalentTo(
                new
                {
                    Status = DeliveryStatus.Failed,
                    Problem = "cannot check whether it was delivered before: access denied",
                }
            );
        results[1].Status.Should().Be(DeliveryStatus.Delivered);
    }

    [Fact]
    public async Task Nothing_is_delivered_without_a_listing()
    {
        _fixture.Store.FailListing("AWSLogs/");

        var deliver = () => _fixture.DeliverAsync(_fixture.Write("a.log", "a"));

        await deliver.Should().ThrowAsync<StoreException>();
        _fixture.Store.Locations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delivery_interrupted_at_any_file_and_repeated_delivers_each_file_once(bool afterTheWrite)
    {
        var contents = Enumerable.Range(0, 12).Select(i => $"log file {i}").ToList();
        var paths = contents.Select((content, i) => _fixture.Write($"{i}.log", content)).ToArray();

        for (var i = 0; i < contents.Count; i++)
        {
            var failed = (
                await _fixture.DeliverAsync(
                    _fixture.Store,
                    new CrashingWriter(_fixture.Store, 0, afterTheWrite),
                    paths[..(i + 1)]
                )
            ).Count(result => result.Status == DeliveryStatus.Failed);
            failed.Should().Be(1);
            _fixture.Now += TimeSpan.FromSeconds(40);
        }
        await _fixture.DeliverAsync(paths);

        _fixture.Contents.Should().BeEquivalentTo(contents);
    }

    [Fact]
    public async Task A_write_whose_response_was_lost_counts_as_delivered()
    {
        var result = (
            await _fixture.DeliverAsync(
                _fixture.Store,
                new LostResponseWriter(_fixture.Store),
                _fixture.Write("a.log", "a")
            )
        ).Single();

        result.Status.Should().Be(DeliveryStatus.Delivered);
        _fixture.Contents.Should().Equal("a");
    }

    /// <summary>
    /// Writes, then claims that the object existed already, as S3 does when a request is retried after a lost response.
    /// </summary>
    private sealed class LostResponseWriter(IObjectWriter inner) : IObjectWriter
    {
        public async ValueTask<bool> WriteOnceAsync(
            ObjectLocation location,
            ReadOnlyMemory<byte> content,
            IReadOnlyDictionary<string, string> metadata,
            CancellationToken cancellationToken = default
        )
        {
            await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
            return false;
        }
    }
}
