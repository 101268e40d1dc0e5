using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Properties;

/// <summary>
/// A builder may be killed before or after any write and run again, with log files delivered in between. The result is
/// one unforked chain that verifies and lists each delivered log file exactly once.
/// </summary>
public class BuilderCrashProperties
{
    /// <summary>One run of the builder.</summary>
    /// <param name="HoursFurther">The hours since the previous run.</param>
    /// <param name="LogFiles">The number of log files delivered since then.</param>
    /// <param name="CrashAt">The write at which it is killed, if there are that many.</param>
    /// <param name="Afterwards">Whether the object is already written.</param>
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
            // Some come late, in an hour that is already built.
            for (var i = 0; i < run.LogFiles - 2; i++)
                fixture.Deliver(BuilderFixture.Start.AddMinutes((now - BuilderFixture.Start).TotalMinutes * i / 3));
            for (var i = 0; i < run.LogFiles; i++)
                fixture.Deliver(now.AddMinutes(run.HoursFurther * 60 * i / run.LogFiles));
            now = now.AddHours(run.HoursFurther);
            await BuildAndCrashAsync(fixture, now, new CrashingWriter(fixture.Store, run.CrashAt, run.Afterwards));
        }
        // A late log file may have to wait one more hour.
        for (var i = 0; i < 2; i++)
        {
            now = now.AddHours(1);
            await fixture.BuildAsync(now);
        }

        await fixture.ShouldListEachLogFileOnceAsync(now);
    }

    private static async Task BuildAndCrashAsync(BuilderFixture fixture, DateTimeOffset until, IObjectWriter writer)
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
    public async Task Of_two_concurrent_builders_one_writes_and_the_other_continues_after_it()
    {
        var fixture = new BuilderFixture();
        fixture.Deliver(BuilderFixture.Start);
        var overtaken = new OvertakenWriter(fixture);

        (await fixture.BuildAsync(BuilderFixture.Start.AddHours(3), overtaken))
            .Should()
            .ContainSingle("the other builder built two hours before this one could write");

        (await fixture.VerifyAsync(BuilderFixture.Start.AddHours(3))).ShouldBeValid();
    }

    [Fact]
    public async Task Only_the_builder_that_wrote_the_newest_digest_lists_late_log_files()
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
            CancellationToken cancellationToken = default
        )
        {
            await fixture.BuildAsync(BuilderFixture.Start.AddHours(2));
            return await fixture.Store.WriteOnceAsync(location, content, metadata, cancellationToken);
        }
    }
}
