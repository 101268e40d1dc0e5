using System.Runtime.CompilerServices;
using System.Text;
using Integrity.Building;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>
/// Two builders of a trail without digests agree on the first hour of the chain, even if they see different log files.
/// </summary>
public class FirstBuildersTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;
    private static readonly DateTimeOffset Now = Start.AddHours(4);

    private readonly BuilderFixture _fixture = new();

    private static ObjectLocation BeginningMarker =>
        new(
            TrailSimulator.Bucket,
            "AWSLogs/111122223333/CloudTrail-Digest/"
                + "111122223333_CloudTrail-Digest_us-east-2_example-trail_us-east-2_beginning.json.gz"
        );

    /// <summary>
    /// The second builder does all its work during one store operation of the first, which is given another start hour.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Two_builders_interleaved_at_any_operation_start_one_chain(int hour)
    {
        var operations = 0;
        for (var isOvertaken = true; isOvertaken; operations++)
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
            isOvertaken = store.IsOvertaken;
            await fixture.BuildAsync(Now.AddHours(1));
            await fixture.ShouldListEachLogFileOnceAsync(Now.AddHours(1), isCovered: false);
        }
        operations.Should().BeGreaterThan(10);
    }

    /// <summary>
    /// Fails only if the other builder has chosen the start but not written a digest, with a hint to build again.
    /// </summary>
    private static async Task TryBuildAsync(BuilderFixture fixture)
    {
        try
        {
            await fixture.BuildAsync(Now);
        }
        catch (BuildException e)
        {
            e.Message.Should().StartWith($"{BeginningMarker} sets the start of the chain to ");
            e.Hint.Words().Should().StartWith("another builder may be starting the chain: build again");
        }
    }

    [Fact]
    public async Task A_builder_given_another_start_continues_the_existing_chain()
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
    public async Task A_builder_killed_before_its_first_digest_has_fixed_the_start()
    {
        _fixture.Deliver(Start.AddHours(1));
        await FluentActions
            .Awaiting(() => _fixture.BuildAsync(Now, new CrashingWriter(_fixture.Store, atWrite: 1, afterwards: false)))
            .Should()
            .ThrowAsync<StoreException>();
        GzipBytes
            .Inflate(_fixture.Store[BeginningMarker])
            .Should()
            .Equal("{\"chainBegins\":\"2025-05-04T11:00:00Z\"}"u8.ToArray());
        _fixture.Deliver(Start);

        await _fixture.BuildAsync(Now);

        await _fixture.ShouldListEachLogFileOnceAsync(Now, from: Start.AddHours(1));
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_listed_does_not_fix_the_start()
    {
        var junk = _fixture.DeliverBytes(Start, "junk"u8.ToArray());
        _fixture.Deliver(Start.AddHours(1));
        await FluentActions.Awaiting(() => _fixture.BuildAsync(Now)).Should().ThrowAsync<BuildException>();
        _fixture.Store.Delete([junk]);
        _fixture.Delivered.Remove(junk);

        await _fixture.BuildAsync(Now);

        await _fixture.ShouldListEachLogFileOnceAsync(Now, from: Start.AddHours(1));
    }

    /// <summary>Otherwise, hours whose objects were deleted would be signed as hours without log files.</summary>
    [Fact]
    public async Task A_chain_whose_objects_were_all_deleted_does_not_start_again()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Now);
        _fixture.Store.Delete(_fixture.Store.Locations.Where(location => location != BeginningMarker));
        _fixture.Deliver(Start.AddHours(2));

        var refusal = (
            await FluentActions.Awaiting(() => _fixture.BuildAsync(Now)).Should().ThrowAsync<BuildException>()
        ).Which;

        refusal
            .Message.Should()
            .Be(
                $"{BeginningMarker} sets the start of the chain to 2025-05-04T10:00:00Z, but there is no digest, "
                    + "and the first log file is from 2025-05-04T12:00:00Z"
            );
        _fixture.Store.Delete([BeginningMarker]);
        (await _fixture.BuildAsync(Now)).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("{\"chainBegins\":\"2999-01-01T00:00:00Z\"}")]
    [InlineData("{\"chainBegins\":\"2025-05-04T10:30:00Z\"}")]
    [InlineData("{\"chainBegins\":\"\"}")]
    [InlineData("{\"chainBegins\":\"}")]
    [InlineData("")]
    public async Task An_invalid_start_marker_is_reported_and_nothing_is_built(string content)
    {
        _fixture.Deliver(Start);
        _fixture.Store.Put(BeginningMarker, GzipBytes.Compress(Encoding.UTF8.GetBytes(content)));

        (await FluentActions.Awaiting(() => _fixture.BuildAsync(Now)).Should().ThrowAsync<BuildException>())
            .Which.Message.Should()
            .StartWith($"cannot read the start of the chain from {BeginningMarker}: ");

        _fixture.Store.Locations.Should().HaveCount(2);
    }

    [Fact]
    public async Task The_start_marker_is_ignored_once_there_are_digests()
    {
        _fixture.Deliver(Start);
        await _fixture.BuildAsync(Start.AddHours(1));
        _fixture.Store.Put(BeginningMarker, "junk"u8.ToArray());

        (await _fixture.BuildAsync(Now)).Should().HaveCount(3);
    }

    /// <summary>A store on which another builder works just before the n-th operation.</summary>
    private sealed class OvertakenStore(MemoryStore inner, int atOperation, Func<Task> meanwhile)
        : IObjectReader,
            IObjectWriter
    {
        private int _operations;

        public Func<Task>? BeforeWrite { get; set; }

        public bool IsOvertaken => _operations > atOperation;

        public async ValueTask<StoredObject?> OpenAsync(
            ObjectLocation location,
            CancellationToken cancellationToken = default
        )
        {
            await CountAsync();
            return await inner.OpenAsync(location, cancellationToken);
        }

        public async IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
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
            CancellationToken cancellationToken = default
        ) => inner.ListFoldersAsync(bucket, prefix, cancellationToken);

        public async ValueTask<bool> WriteOnceAsync(
            ObjectLocation location,
            ReadOnlyMemory<byte> content,
            IReadOnlyDictionary<string, string> metadata,
            CancellationToken cancellationToken = default
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
