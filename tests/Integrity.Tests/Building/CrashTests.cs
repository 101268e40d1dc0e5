using Integrity.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.Building;

/// <summary>The builder is killed before and after each single thing that it asks of the store, and started again.</summary>
public class CrashTests
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_it_is_killed_the_chain_goes_on_and_each_log_file_is_listed_once(bool afterwards)
    {
        var crashes = 0;
        for (var killed = true; killed; crashes++)
        {
            var fixture = await FixtureWithLateLogFilesAsync();
            killed = await KillAsync(fixture, Start.AddHours(5), crashes, afterwards);
            await fixture.BuildAsync(Start.AddHours(5));
            await fixture.BuildAsync(Start.AddHours(6));
            await fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(6));
        }
        crashes
            .Should()
            .BeGreaterThan(20, "the builder asks for log files, digests of both chains, listings, and writes");
    }

    [Fact]
    public async Task Killed_again_and_again_it_comes_to_an_end_all_the_same()
    {
        var fixture = await FixtureWithLateLogFilesAsync();
        for (var operation = 0; operation < 60; operation++)
            await KillAsync(fixture, Start.AddHours(5), operation, afterwards: operation % 2 == 0);

        await fixture.BuildAsync(Start.AddHours(6));

        await fixture.ShouldListEachLogFileOnceAsync(Start.AddHours(6));
    }

    /// <summary>Two hours are built, and a backfill digest; then come log files of later hours, and late ones of earlier hours.</summary>
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
