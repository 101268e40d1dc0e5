using FsCheck;
using FsCheck.Fluent;
using Integrity.Building;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;
using Integrity.Verification;

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
            select new Run(hours, files, crashAt, afterwards)).ArrayOf(count)
        select runs).ToArbitrary();

    [Fact]
    public void Crashes_and_reruns_leave_one_chain_that_lists_each_log_file_once() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(40),
        Prop.ForAll(AnyRuns, runs => RunAllAsync(runs).GetAwaiter().GetResult()));

    private static async Task RunAllAsync(Run[] runs)
    {
        var bench = new BuilderBench();
        bench.Deliver(BuilderBench.Start);
        var now = BuilderBench.Start;
        foreach (var run in runs)
        {
            // log files are delivered before the hour in their names is over, so never into an hour that is built
            for (var i = 0; i < run.LogFiles; i++) bench.Deliver(now.AddMinutes(run.HoursFurther * 60 * i / run.LogFiles));
            now = now.AddHours(run.HoursFurther);
            await KilledAsync(bench, now, new CrashingWriter(bench.Store, run.CrashAt, run.Afterwards));
        }
        now = now.AddHours(1);
        await bench.BuildAsync(now);

        var outcome = await bench.VerifyAsync(now);

        outcome.ShouldBeValid();
        var digests = outcome.Results.OfType<DigestResult>().Select(result => result.Verified!).ToList();
        digests.Count(digest => digest.Previous is null).Should().Be(1, "there is one beginning");
        digests.Should().HaveCount((int)(now - BuilderBench.Start).TotalHours, "there is one digest an hour");
        digests.SelectMany(digest => digest.LogFiles).Select(file => file.Location).Should().BeEquivalentTo(bench.Delivered);
    }

    private static async Task KilledAsync(BuilderBench bench, DateTimeOffset until, IObjectWriter writer)
    {
        try
        {
            await bench.BuildAsync(until, writer);
        }
        catch (StoreException e)
        {
            e.Message.Should().StartWith("the builder was killed");
        }
    }

    [Fact]
    public async Task Two_builders_at_once_write_one_chain_and_the_slower_one_says_so()
    {
        var bench = new BuilderBench();
        bench.Deliver(BuilderBench.Start);
        var overtaken = new OvertakenWriter(bench);

        await FluentActions.Awaiting(() => bench.BuildAsync(BuilderBench.Start.AddHours(2), overtaken)).Should().ThrowAsync<BuildException>();

        (await bench.VerifyAsync(BuilderBench.Start.AddHours(2))).ShouldBeValid();
    }

    /// <summary>Another builder does all the work just before this one writes.</summary>
    private sealed class OvertakenWriter(BuilderBench bench) : IObjectWriter
    {
        public async ValueTask<bool> WriteOnceAsync(
            ObjectLocation location, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            await bench.BuildAsync(BuilderBench.Start.AddHours(2));
            return await bench.Store.WriteOnceAsync(location, content, metadata, cancellationToken);
        }
    }
}
