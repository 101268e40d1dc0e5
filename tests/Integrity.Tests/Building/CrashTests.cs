using Integrity.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>The builder is killed before and after each single thing that it asks of the store, and started again.</summary>
public class CrashTests
{
    private static readonly DateTimeOffset Start = BuilderBench.Start;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_it_is_killed_the_chain_goes_on_and_each_log_file_is_listed_once(bool afterwards)
    {
        var crashes = 0;
        for (var killed = true; killed; crashes++)
        {
            var bench = await BenchWithLateLogFilesAsync();
            killed = await KillAsync(bench, Start.AddHours(5), crashes, afterwards);
            await bench.BuildAsync(Start.AddHours(5));
            await bench.BuildAsync(Start.AddHours(6));
            await bench.ShouldListEachLogFileOnceAsync(Start.AddHours(6));
        }
        crashes
            .Should()
            .BeGreaterThan(20, "the builder asks for log files, digests of both chains, listings, and writes");
    }

    [Fact]
    public async Task Killed_again_and_again_it_comes_to_an_end_all_the_same()
    {
        var bench = await BenchWithLateLogFilesAsync();
        for (var operation = 0; operation < 60; operation++)
            await KillAsync(bench, Start.AddHours(5), operation, afterwards: operation % 2 == 0);

        await bench.BuildAsync(Start.AddHours(6));

        await bench.ShouldListEachLogFileOnceAsync(Start.AddHours(6));
    }

    /// <summary>Two hours are built, and a backfill digest; then come log files of later hours, and late ones of earlier hours.</summary>
    private static async Task<BuilderBench> BenchWithLateLogFilesAsync()
    {
        var bench = new BuilderBench();
        bench.Deliver(Start);
        await bench.BuildAsync(Start.AddHours(1));
        bench.Deliver(Start.AddMinutes(30));
        bench.Deliver(Start.AddMinutes(90));
        await bench.BuildAsync(Start.AddHours(2));
        foreach (var minute in (int[])[10, 70, 80, 130, 200, 260])
            bench.Deliver(Start.AddMinutes(minute));
        return bench;
    }

    private static async Task<bool> KillAsync(BuilderBench bench, DateTimeOffset until, int operation, bool afterwards)
    {
        var store = new CrashingStore(bench.Store, operation, afterwards);
        try
        {
            await BuilderBench.BuildAsync(
                new DigestBuilder(store, store, new FixedClock(until)),
                bench.Request(until) with
                {
                    Concurrency = 1,
                }
            );
        }
        catch (CrashingStore.KilledException)
        {
            store.HasCrashed.Should().BeTrue();
        }
        return store.HasCrashed;
    }
}
