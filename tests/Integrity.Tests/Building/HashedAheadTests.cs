using Integrity.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>
/// The log files of the next hour are hashed while a digest is signed and written. This only affects speed.
/// </summary>
public class HashedAheadTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly BuilderFixture _fixture = new();

    [Fact]
    public async Task The_next_hour_is_hashed_before_a_digest_is_written()
    {
        _fixture.Deliver(Start);
        var next = _fixture.Deliver(Start.AddHours(1));
        var store = new WatchedStore(
            _fixture.Store,
            beforeWrite: watched => watched.IsOpened(next).WaitAsync(Patience)
        );

        var built = await BuilderFixture.BuildAsync(
            new DigestBuilder(store, store, new FixedClock(Start.AddHours(2))),
            _fixture.Request(Start.AddHours(2))
        );

        built.Should().HaveCount(2);
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(2));
    }

    [Fact]
    public async Task Digests_before_a_log_file_that_cannot_be_listed_are_written()
    {
        _fixture.Deliver(Start);
        _fixture.Deliver(Start.AddHours(1));
        var bad = _fixture.DeliverBytes(Start.AddHours(2), "no gzip"u8.ToArray());
        var built = new List<BuiltDigest>();

        var act = async () =>
        {
            await foreach (
                var digest in Builder(new WatchedStore(_fixture.Store)).BuildAsync(_fixture.Request(Start.AddHours(5)))
            )
                built.Add(digest);
        };

        (await act.Should().ThrowAsync<BuildException>()).Which.Message.Should().Contain(bad.ToString());
        built.Select(digest => digest.Digest.Period.End).Should().Equal(Start.AddHours(1), Start.AddHours(2));
    }

    [Fact]
    public async Task An_incomplete_hour_is_not_hashed()
    {
        _fixture.Deliver(Start);
        var open = _fixture.Deliver(Start.AddHours(1));
        var store = new WatchedStore(_fixture.Store);

        await BuilderFixture.BuildAsync(
            new DigestBuilder(store, store, new FixedClock(Start.AddMinutes(110))),
            _fixture.Request(Start.AddHours(5))
        );

        store.IsOpened(open).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Stopping_after_a_digest_leaves_no_log_file_open()
    {
        for (var hour = 0; hour < 3; hour++)
            _fixture.Deliver(Start.AddHours(hour));
        var store = new WatchedStore(_fixture.Store);

        await foreach (var _ in Builder(store).BuildAsync(_fixture.Request(Start.AddHours(5))))
            break;

        store.AtWork.Should().Be(0);
        await _fixture.BuildAsync(Start.AddHours(5));
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(5));
    }

    [Fact]
    public async Task Hours_written_by_another_builder_in_the_meantime_are_skipped()
    {
        for (var hour = 0; hour < 4; hour++)
            _fixture.Deliver(Start.AddHours(hour));
        var store = new WatchedStore(
            _fixture.Store,
            beforeWrite: async watched =>
            {
                if (watched.Writes == 1)
                    await _fixture.BuildAsync(Start.AddHours(3));
            }
        );

        var built = await BuilderFixture.BuildAsync(Builder(store), _fixture.Request(Start.AddHours(5)));

        built.Select(digest => digest.Digest.Period.End).Should().Equal(Start.AddHours(4), Start.AddHours(5));
        await _fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(5));
    }

    private static DigestBuilder Builder(WatchedStore store) => new(store, store, new FixedClock(Start.AddHours(5)));
}
