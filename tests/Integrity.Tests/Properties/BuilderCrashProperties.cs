using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Properties;

/// <summary>
/// A builder that is killed before or after any write, and run again, any number of times, with log files delivered in between, leaves one unforked chain
/// that verifies and lists each delivered log file exactly once.
/// </summary>
public class BuilderCrashProperties
{
    /// <summary>One run of the builder.</summary>
    /// <param name="HoursFurther">How much later than the last run it is.</param>
    /// <param name="LogFiles">How many log files were delivered in that time.</param>
    /// <param name="CrashAt">The write at which it is killed; beyond the last one it is not.</param>
    /// <param name="Afterwards">Whether the object is written by then.</param>
    internal sealed record Run(int HoursFurther, int LogFiles, int CrashAt, bool Afterwards);

    private static readonly Arbitrary<Run[]> AnyRuns = (
        from count in Gen.Choose(1, 6)
        from runs in (
            from hours in Gen.Choose(0, 3)
            from files in Gen.Choose(0, 4)
            from crashAt in Gen.Choose(0, 4)
            from afterwards in Gen.Elements(false, true)
            select new Run(hours, files, crashAt, afterwards)
        ).ArrayOf(count)
        select runs
    ).ToArbitrary();

    [Fact]
    public void Crashes_and_reruns_leave_one_chain_that_lists_each_log_file_once() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(AnyRuns, runs => RunAllAsync(runs).GetAwaiter().GetResult())
        );

    private static async Task RunAllAsync(Run[] runs)
    {
        var fixture = new BuilderFixture();
        fixture.Deliver(BuilderFixture.Start);
        var now = BuilderFixture.Start;
        foreach (var run in runs)
        {
            // some come late, into an hour that is built already
            for (var i = 0; i < run.LogFiles - 2; i++)
                fixture.Deliver(BuilderFixture.Start.AddMinutes((now - BuilderFixture.Start).TotalMinutes * i / 3));
            for (var i = 0; i < run.LogFiles; i++)
                fixture.Deliver(now.AddMinutes(run.HoursFurther * 60 * i / run.LogFiles));
            now = now.AddHours(run.HoursFurther);
            await KilledAsync(fixture, now, new CrashingWriter(fixture.Store, run.CrashAt, run.Afterwards));
        }
        // a late log file can have to wait for one hour more
        for (var i = 0; i < 2; i++)
        {
            now = now.AddHours(1);
            await fixture.BuildAsync(now);
        }

        await fixture.ShouldListEachLogFileOnceAsync(now);
    }

    private static async Task KilledAsync(BuilderFixture fixture, DateTimeOffset until, IObjectWriter writer)
    {
        try
        {
            await fixture.BuildAsync(until, writer);
        }
        catch (StoreException e)
        {
            e.Message.Should().StartWith("the builder was killed");
        }
    }

    [Fact]
    public async Task Of_two_builders_at_once_one_writes_and_the_other_notices_and_goes_on()
    {
        var fixture = new BuilderFixture();
        fixture.Deliver(BuilderFixture.Start);
        var overtaken = new OvertakenWriter(fixture);

        (await fixture.BuildAsync(BuilderFixture.Start.AddHours(3), overtaken))
            .Should()
            .ContainSingle("the other one has built two hours before this one could write");

        (await fixture.VerifyAsync(BuilderFixture.Start.AddHours(3))).ShouldBeValid();
    }

    [Fact]
    public async Task Only_who_has_written_the_newest_digest_settles_late_log_files()
    {
        var fixture = new BuilderFixture();
        fixture.Deliver(BuilderFixture.Start);
        await fixture.BuildAsync(BuilderFixture.Start.AddHours(1));
        fixture.Deliver(BuilderFixture.Start.AddMinutes(1));

        (await fixture.BuildAsync(BuilderFixture.Start.AddHours(2), new OvertakenWriter(fixture))).Should().BeEmpty();

        await fixture.ShouldListEachLogFileOnceAsync(BuilderFixture.Start.AddHours(2));
    }

    /// <summary>Another builder does all the work just before this one writes.</summary>
    private sealed class OvertakenWriter(BuilderFixture fixture) : IObjectWriter
    {
        public async ValueTask<bool> WriteOnceAsync(
            ObjectLocation location,
            ReadOnlyMemory<byte> content,
            IReadOnlyDictionary<string, string> metadata,
            CancellationToken cancellationToken
        )
        {
            await fixture.BuildAsync(BuilderFixture.Start.AddHours(2));
            return await fixture.Store.WriteOnceAsync(location, content, metadata, cancellationToken);
        }
    }
}
