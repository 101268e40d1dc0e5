using FsCheck;
using FsCheck.Fluent;
using Integrity.Tests.Support;

namespace Integrity.Tests.Properties;

/// <summary>The steps of a random trail. The home region always has at least one hour.</summary>
internal sealed record TrailPlan(
    string Prefix,
    string? Organization,
    int NameLeadMinutes,
    TrailPlan.Step[] Home,
    TrailPlan.Step[] OtherRegion
)
{
    internal enum Step
    {
        EmptyHour,
        Hour,
        BusyHour,
        ShortPeriod,
        LongPeriod,
        RotateKey,
        Backfill,
        SeamlessRestart,
        ChangeBucket,
    }

    private const string NewBucket = "amzn-s3-demo-bucket2";

    public static Arbitrary<TrailPlan> Any { get; } =
        (
            from prefix in Gen.Elements("", "logs/", "a/AWSLogs/b/", "läng/")
            from organization in Gen.Elements(null, "o-exampleorg")
            from nameLead in Gen.Choose(0, 14)
            from home in Steps(1, 10)
            from other in Steps(0, 5)
            select new TrailPlan(prefix, organization, nameLead, home, other)
        ).ToArbitrary();

    /// <summary>Runs the steps.</summary>
    public TrailSimulator ToTrail()
    {
        var trail = new TrailSimulator(prefix: Prefix, organization: Organization);
        trail.AddLocation(NewBucket, Prefix);
        trail.Home.FileNameLead = TimeSpan.FromMinutes(NameLeadMinutes);
        trail.Home.Hours(1);
        foreach (var step in Home)
            Do(step, trail.Home);
        if (OtherRegion.Length > 0)
            trail.In("eu-west-1").Hours(1);
        foreach (var step in OtherRegion)
            Do(step, trail.In("eu-west-1"));
        // Continue all regions to the same hour.
        foreach (var chain in trail.Chains.ToList())
            if (chain.Now < trail.End)
                chain.Period(trail.End - chain.Now, logFiles: 1);
        return trail;
    }

    public override string ToString() =>
        $"prefix '{Prefix}', organization '{Organization}', names {NameLeadMinutes} min early, "
        + $"home: {string.Join(' ', Home)}; other region: {string.Join(' ', OtherRegion)}";

    private static Gen<Step[]> Steps(int least, int most) =>
        from count in Gen.Choose(least, most)
        from steps in Gen.Elements(Enum.GetValues<Step>()).ArrayOf(count)
        select steps;

    private void Do(Step step, SimulatedChain chain)
    {
        _ = step switch
        {
            Step.EmptyHour => chain.Hours(1, logFiles: 0),
            Step.Hour => chain.Hours(1),
            Step.BusyHour => chain.Hours(1, logFiles: 9),
            Step.ShortPeriod => chain.Period(TimeSpan.FromSeconds(1801)),
            Step.LongPeriod => chain.Period(TimeSpan.FromMinutes(150)),
            Step.RotateKey => chain.Keys[^1].Key == TestKey.Second ? chain : chain.Rotate(TestKey.Second),
            Step.Backfill => chain.Backfill(
                TrailSimulator.Start.AddMinutes(chain.Backfills.Count),
                length: TimeSpan.FromMinutes(1)
            ),
            Step.SeamlessRestart => chain.Restart(TimeSpan.Zero),
            Step.ChangeBucket => chain.MoveTo(NewBucket, Prefix),
            _ => throw new InvalidOperationException($"no such step: {step}"),
        };
    }
}
