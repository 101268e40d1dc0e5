using Integrity.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>Kills the builder before and after each of its store operations and starts it again.</summary>
public class CrashTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_builder_killed_at_any_operation_continues_the_chain_and_lists_each_log_file_once(
        bool afterwards
    )
    {
        var operation = 0;
        for (var killed = true; killed; operation++)
        {
            var fixture = await FixtureWithLateLogFilesAsync();
            killed = await KillAsync(fixture, Start.AddHours(5), operation, afterwards);
            await fixture.BuildAsync(Start.AddHours(5));
            await fixture.BuildAsync(Start.AddHours(6));
            await fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(6));
        }
        operation
            .Should()
            .BeGreaterThan(20, "the builder reads log files and digests of both chains, lists and writes");
    }

    [Fact]
    public async Task A_builder_that_is_killed_repeatedly_still_finishes()
    {
        var fixture = await FixtureWithLateLogFilesAsync();
        for (var operation = 0; operation < 60; operation++)
            await KillAsync(fixture, Start.AddHours(5), operation, afterwards: operation % 2 == 0);

        await fixture.BuildAsync(Start.AddHours(6));

        await fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(6));
    }

    /// <summary>
    /// Builds two hours and a backfill digest, then delivers log files of later hours and late ones of earlier hours.
    /// </summary>
    private static async Task<BuilderFixture> FixtureWithLateLogFilesAsync()
    {
        var fixture = new BuilderFixture();
        fixture.Deliver(Start);
        await fixture.BuildAsync(Start.AddHours(1));
        fixture.Deliver(Start.AddMinutes(30));
        fixture.Deliver(Start.AddMinutes(90));
        await fixture.BuildAsync(Start.AddHours(2));
        foreach (var minute in (int[])[10, 70, 80, 130, 200, 260])
            fixture.Deliver(Start.AddMinutes(minute));
        return fixture;
    }

    private static async Task<bool> KillAsync(
        BuilderFixture fixture,
        DateTimeOffset until,
        int operation,
        bool afterwards
    )
    {
        var store = new CrashingStore(fixture.Store, operation, afterwards);
        try
        {
            await BuilderFixture.BuildAsync(
                new DigestBuilder(store, store, new FixedClock(until)),
                fixture.Request(until) with
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
