using FsCheck;
using FsCheck.Fluent;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Properties;

/// <summary>An untouched trail is valid, whatever its history and whatever range is verified.</summary>
public class NoFalseAlarmProperties
{
    [Fact]
    public void An_untouched_trail_is_valid() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(TrailPlan.Any, plan => plan.ToTrail().VerifyAsync().GetAwaiter().GetResult().ShouldBeValid())
        );

    [Fact]
    public void Any_range_of_an_untouched_trail_is_valid() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(
                Gen.Choose(2, 9).ToArbitrary(),
                Gen.Choose(0, 99).ToArbitrary(),
                Gen.Choose(0, 99).ToArbitrary(),
                (hours, one, other) =>
                {
                    var trail = TrailSimulator.OfHours(hours, logFiles: 1);
                    trail.In("eu-west-1").Hours(hours, logFiles: 1);
                    var (from, until) = (At(trail, Math.Min(one, other)), At(trail, Math.Max(one, other) + 1));

                    trail
                        .VerifyAsync(request => request with { Start = from, End = until })
                        .GetAwaiter()
                        .GetResult()
                        .ShouldBeValid();
                }
            )
        );

    [Fact]
    public void Another_trail_and_placeholders_in_the_same_folders_cause_no_findings() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(
                TrailPlan.Any,
                Gen.Choose(1, 90).ToArbitrary(),
                (plan, minutes) =>
                {
                    var trail = plan.ToTrail();
                    var other = new TrailSimulator(
                        "other-trail",
                        prefix: plan.Prefix,
                        organization: plan.Organization,
                        store: trail.Store
                    );
                    other.Home.FileNameLead = TimeSpan.FromMinutes(minutes % 15);
                    other.Home.Period(TimeSpan.FromMinutes(minutes));
                    while (other.End < trail.End.AddHours(2))
                        other
                            .Home.Hours(1)
                            .Backfill(
                                TrailSimulator.Start.AddMinutes(other.Home.Backfills.Count),
                                length: TimeSpan.FromMinutes(1)
                            );
                    foreach (
                        var folder in trail
                            .Store.Locations.Select(location =>
                                location with
                                {
                                    Path = location.Path[..(location.Path.LastIndexOf('/') + 1)],
                                }
                            )
                            .Distinct()
                    )
                        trail.Store.Put(folder, []);
                    // The other trail always signs with the first key.
                    var keys = new KeyRing(trail.Keys.Entries.Select(entry => new TrustedKey(entry.Key, entry.Region)));

                    trail.VerifyAsync(keys: keys).GetAwaiter().GetResult().ShouldBeValid();
                }
            )
        );

    private static DateTimeOffset At(TrailSimulator trail, int percent) =>
        TrailSimulator.Start + ((trail.End - TrailSimulator.Start) * (percent / 100.0));
}
