using System.Runtime.CompilerServices;
using System.Text;
using Integrity.Building;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>Two builders that find a trail without any digest: they agree on the hour at which the chain begins, although each can see other log files.</summary>
public class FirstBuildersTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;
    private static readonly DateTimeOffset Now = Start.AddHours(4);

    private readonly BuilderFixture _fixture = new();

    private static ObjectLocation Beginning =>
        new(
            TrailSimulator.Bucket,
            "AWSLogs/111122223333/CloudTrail-Digest/111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_beginning.json.gz"
        );

    /// <summary>The second one does all of its work while the first one waits for the answer to each of its questions in turn. One of them was told to begin at another hour.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Wherever_the_second_one_comes_in_between_the_chain_begins_once_and_lists_each_log_file_once(
        int hour
    )
    {
        var operations = 0;
        for (var hasCome = true; hasCome; operations++)
        {
            var fixture = new BuilderFixture();
            foreach (var delivered in (int[])[1, 2, 3])
                fixture.Deliver(Start.AddHours(delivered));
            var store = new OvertakenStore(fixture.Store, operations, () => TryBuildAsync(fixture));
            await BuilderFixture.BuildAsync(
                new DigestBuilder(store, store, new FixedClock(Now)),
                fixture.Request(Now) with
                {
                    Start = Start.AddHours(hour),
                }
            );
            hasCome = store.HasCome;
            await fixture.BuildAsync(Now.AddHours(1));
            await fixture.ShouldListEachLogFileOnceAsync(Now.AddHours(1), isCovered: false);
        }
        operations.Should().BeGreaterThan(10);
    }

    /// <summary>It comes to nothing while the other one has decided, and not begun yet: then it must be told that it may try again.</summary>
    private static async Task TryBuildAsync(BuilderFixture fixture)
    {
        try
        {
            await fixture.BuildAsync(Now);
        }
        catch (BuildException e)
        {
            e.Message.Should().StartWith($"{Beginning} says that the chain begins at ");
            e.Hint.Should().StartWith("another builder may be about to begin: build again");
        }
    }

    [Fact]
    public async Task Who_is_told_to_begin_elsewhere_goes_on_with_the_chain_that_was_begun()
    {
        _fixture.Deliver(Start.AddHours(1));
        var second = new OvertakenStore(_fixture.Store, int.MaxValue, () => Task.CompletedTask)
        {
            BeforeWrite = () => _fixture.BuildAsync(Now),
        };

        var built = await BuilderFixture.BuildAsync(
            new DigestBuilder(second, second, new FixedClock(Now)),
            _fixture.Request(Now) with
            {
                Start = Start,
            }
        );

        built.Should().BeEmpty();
        await _fixture.ShouldListEachLogFileOnceAsync(Now, from: Start.AddHours(1));
    }

    [Fact]
    public async Task A_builder_that_was_killed_before_its_first_digest_has_decided_where_the_chain_begins()
    {
        _fixture.Deliver(Start.AddHours(1));
        await FluentActions
            .Awaiting(() => _fixture.BuildAsync(Now, new CrashingWriter(_fixture.Store, atWrite: 1, afterwards: false)))
            .Should()
            .ThrowAsync<StoreException>();
        GzipBytes
            .Inflate(_fixture.Store[Beginning])
            .Should()
            .Equal("{\"chainBegins\":\"2025-05-04T11:00:00Z\"}"u8.ToArray());
        _fixture.Deliver(Start);

        await _fixture.BuildAsync(Now);

        await _fixture.ShouldListEachLogFileOnceAsync(Now, from: Start.AddHours(1));
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_listed_decides_nothing()
    {
        var junk = _fixture.DeliverBytes(Start, "junk"u8.ToArray());
        _fixture.Deliver(Start.AddHours(1));
        await FluentActions.Awaiting(() => _fixture.BuildAsync(Now)).Should().ThrowAsync<BuildException>();
        _fixture.Store.Delete([junk]);
        _fixture.Delivered.Remove(junk);

        await _fixture.BuildAsync(Now);

        await _fixture.ShouldListEachLogFileOnceAsync(Now, from: Start.AddHours(1));
    }

    /// <summary>Else hours of which all was deleted would be signed as hours in which nothing was delivered.</summary>
    [Fact]
    public async Task A_chain_of_which_all_was_deleted_does_not_begin_again_by_itself()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Now);
        _fixture.Store.Delete(_fixture.Store.Locations.Where(location => location != Beginning));
        _fixture.Deliver(Start.AddHours(2));

        var refusal = (
            await FluentActions.Awaiting(() => _fixture.BuildAsync(Now)).Should().ThrowAsync<BuildException>()
        ).Which;

        refusal
            .Message.Should()
            .Be(
                $"{Beginning} says that the chain begins at 2025-05-04T10:00:00Z, but it has no digest, and the first log file is of the hour 2025-05-04T12:00:00Z"
            );
        _fixture.Store.Delete([Beginning]);
        (await _fixture.BuildAsync(Now)).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("{\"chainBegins\":\"2999-01-01T00:00:00Z\"}")]
    [InlineData("{\"chainBegins\":\"2025-05-04T10:30:00Z\"}")]
    [InlineData("{\"chainBegins\":\"\"}")]
    [InlineData("{\"chainBegins\":\"}")]
    [InlineData("")]
    public async Task What_somebody_else_has_written_there_is_told_and_nothing_is_built(string content)
    {
        _fixture.Deliver(Start);
        _fixture.Store.Put(Beginning, GzipBytes.Compress(Encoding.UTF8.GetBytes(content)));

        (await FluentActions.Awaiting(() => _fixture.BuildAsync(Now)).Should().ThrowAsync<BuildException>())
            .Which.Message.Should()
            .StartWith($"{Beginning} does not say where the chain begins: ");

        _fixture.Store.Locations.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_chain_that_has_digests_does_not_look_there()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(1));
        _fixture.Store.Put(Beginning, "junk"u8.ToArray());

        (await _fixture.BuildAsync(Now)).Should().HaveCount(3);
    }

    /// <summary>A store on which somebody else is at work, just before the n-th question or write.</summary>
    private sealed class OvertakenStore(MemoryStore inner, int atOperation, Func<Task> meanwhile)
        : IObjectReader,
            IObjectWriter
    {
        private int _operations;

        public Func<Task>? BeforeWrite { get; set; }

        public bool HasCome => _operations > atOperation;

        public async ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken)
        {
            await CountAsync();
            return await inner.OpenAsync(location, cancellationToken);
        }

        public async IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await CountAsync();
            var paths = new List<string>();
            await foreach (var path in inner.ListAsync(bucket, prefix, startAfter, cancellationToken))
                paths.Add(path);
            foreach (var path in paths)
                yield return path;
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
            await CountAsync();
            if (BeforeWrite is { } work)
            {
                BeforeWrite = null;
                await work();
            }
            return await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
        }

        private Task CountAsync() =>
            Interlocked.Increment(ref _operations) - 1 == atOperation ? meanwhile() : Task.CompletedTask;
    }
}
