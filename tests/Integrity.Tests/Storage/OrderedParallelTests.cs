using Integrity.Storage;

namespace Integrity.Tests.Storage;

public class OrderedParallelTests
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_items_even_if_the_first_one_is_the_slowest()
    {
        var first = new TaskCompletionSource<int>();
        var parallel = new OrderedParallel<int, int>(
            ahead: 4,
            (item, _) =>
            {
                if (item == 3)
                    first.SetResult(0);
                return item == 0 ? first.Task : Task.FromResult(item);
            }
        );

        var results = await parallel.RunAsync(Numbers(100)).ToListAsync();

        results.Should().Equal(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Sources_follow_each_other_and_each_end_is_reported()
    {
        var done = 0;
        var parallel = new OrderedParallel<int, int>(ahead: 2, (item, _) => Task.FromResult(item));

        var results = await parallel
            .RunAsync(Sources(() => done++, Numbers(3), Numbers(0), Numbers(2)), sourcesAtOnce: 2)
            .ToListAsync();

        results.Should().Equal(0, 1, 2, 0, 1);
        done.Should().Be(3, "an empty source also ends");
    }

    [Fact]
    public async Task A_slow_source_does_not_stop_the_ones_after_it()
    {
        var (release, others) = (new TaskCompletionSource(), 0);
        var parallel = new OrderedParallel<int, int>(
            ahead: 4,
            (item, _) =>
            {
                if (item != 0 || Interlocked.Increment(ref others) < 50)
                    return Task.FromResult(item);
                release.TrySetResult();
                return Task.FromResult(item);
            }
        );

        var results = await parallel
            .RunAsync(Sources(null, [Slow(), .. Enumerable.Range(0, 50).Select(_ => Numbers(1))]), sourcesAtOnce: 2)
            .ToListAsync();

        results.Should().Equal([7, .. Enumerable.Repeat(0, 50)], "the slow source ends only after the 50 others");

        async IAsyncEnumerable<int> Slow()
        {
            await release.Task;
            yield return 7;
        }
    }

    [Fact]
    public async Task The_sources_together_run_ahead_only_as_far_as_allowed_and_never_block_the_current_one()
    {
        var started = 0;
        var parallel = new OrderedParallel<int, int>(
            ahead: 100,
            (item, _) =>
            {
                Interlocked.Increment(ref started);
                return Task.FromResult(item);
            },
            totalAhead: 10
        );

        await using var results = parallel
            .RunAsync(Sources(null, [.. Enumerable.Range(0, 20).Select(_ => Numbers(30))]), sourcesAtOnce: 5)
            .GetAsyncEnumerator();
        await results.MoveNextAsync();
        await Task.Delay(50);

        started.Should().BeLessThanOrEqualTo(30 + 10 + 1, "the current source has 30 items, and the others share 10");
        var count = 1;
        while (await results.MoveNextAsync())
            count++;
        count.Should().Be(600);
    }

    [Fact]
    public async Task A_failure_to_find_the_next_source_is_thrown_after_the_results_of_the_ones_before_it()
    {
        var parallel = new OrderedParallel<int, int>(ahead: 4, (item, _) => Task.FromResult(item));
        var results = new List<int>();

        var run = async () =>
        {
            await foreach (var result in parallel.RunAsync(Broken(), sourcesAtOnce: 3))
                results.Add(result);
        };

        await run.Should().ThrowAsync<StoreException>().WithMessage("it broke");
        results.Should().Equal(0, 1);

        static async IAsyncEnumerable<OrderedSource<int>> Broken()
        {
            await Task.Yield();
            yield return new OrderedSource<int>(Numbers(2));
            throw new StoreException("it broke");
        }
    }

    [Fact]
    public async Task No_more_items_are_started_than_allowed_while_the_caller_takes_no_results()
    {
        var started = 0;
        var parallel = new OrderedParallel<int, int>(
            ahead: 5,
            (item, _) =>
            {
                Interlocked.Increment(ref started);
                return Task.FromResult(item);
            }
        );

        await using var results = parallel.RunAsync(Numbers(1_000)).GetAsyncEnumerator();
        await results.MoveNextAsync();
        await Task.Delay(50);

        started.Should().BeLessThanOrEqualTo(6, "one result was taken, and five more items may be started");
    }

    [Fact]
    public async Task When_the_caller_stops_early_all_work_has_ended_before_the_enumeration_ends()
    {
        var running = 0;
        var parallel = new OrderedParallel<int, int>(
            ahead: 8,
            async (item, stop) =>
            {
                Interlocked.Increment(ref running);
                try
                {
                    if (item > 0)
                        await Task.Delay(Timeout.Infinite, stop);
                    return item;
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            }
        );

        await foreach (var _ in parallel.RunAsync(Numbers(100)))
            break;

        running.Should().Be(0);
    }

    [Fact]
    public async Task A_failure_of_the_work_is_thrown_at_its_item()
    {
        var parallel = new OrderedParallel<int, int>(
            ahead: 4,
            (item, _) =>
                item == 2 ? Task.FromException<int>(new InvalidOperationException("two")) : Task.FromResult(item)
        );
        var results = new List<int>();

        var run = async () =>
        {
            await foreach (var result in parallel.RunAsync(Numbers(10)))
                results.Add(result);
        };

        await run.Should().ThrowAsync<InvalidOperationException>().WithMessage("two");
        results.Should().Equal(0, 1);
    }

    [Fact]
    public async Task A_failure_of_the_source_is_thrown_after_the_results_before_it()
    {
        var parallel = new OrderedParallel<int, int>(ahead: 4, (item, _) => Task.FromResult(item));
        var results = new List<int>();

        var run = async () =>
        {
            await foreach (var result in parallel.RunAsync(Broken()))
                results.Add(result);
        };

        await run.Should().ThrowAsync<StoreException>().WithMessage("it broke");
        results.Should().Equal(0, 1);

        static async IAsyncEnumerable<int> Broken()
        {
            await Task.Yield();
            yield return 0;
            yield return 1;
            throw new StoreException("it broke");
        }
    }

    [Fact]
    public async Task The_limit_bounds_how_much_work_runs_at_once()
    {
        using var limit = new ParallelLimit(3);
        var (running, most) = (0, 0);

        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ =>
                    limit.RunAsync(
                        async () =>
                        {
                            var now = Interlocked.Increment(ref running);
                            InterlockedMax(ref most, now);
                            await Task.Delay(1);
                            return Interlocked.Decrement(ref running);
                        },
                        CancellationToken.None
                    )
                )
        );

        most.Should().BeInRange(1, 3);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)))
            Interlocked.CompareExchange(ref target, value, seen);
    }

    private static IAsyncEnumerable<OrderedSource<int>> Sources(Action? done, params IAsyncEnumerable<int>[] items) =>
        items.Select(source => new OrderedSource<int>(source, done)).ToAsyncEnumerable();

    private static IAsyncEnumerable<int> Numbers(int count) => Enumerable.Range(0, count).ToAsyncEnumerable();
}
