using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Properties;

/// <summary>Whatever someone with write access does, in whichever combination, it never ends in Valid, and what was deleted is named.</summary>
public class TamperingProperties
{
    private static readonly Gen<(int Object, int Deed)[]> SomeDeeds =
        from count in Gen.Choose(1, 6)
        from deeds in (from at in Gen.Choose(0, 10_000) from deed in Gen.Choose(0, 4) select (at, deed)).ArrayOf(count)
        select deeds;

    [Fact]
    public void Random_tampering_is_never_valid_and_each_deleted_object_that_something_verified_lists_is_named() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(120),
            Prop.ForAll(
                TrailPlan.Any,
                SomeDeeds.ToArbitrary(),
                (plan, deeds) =>
                {
                    var trail = plan.ToTrail();
                    // the newest backfill digest and what it lists have no witness: SECURITY.md says so
                    var targets = trail
                        .Store.Locations.Except(trail.Chains.SelectMany(chain => Unwitnessed(chain.Backfills)))
                        .ToList();
                    foreach (var (at, deed) in deeds)
                        Tamper(trail.Store, targets[at % targets.Count], deed);

                    var outcome = trail.VerifyAsync().GetAwaiter().GetResult();

                    // of a region other than the home region of which nothing is left, nothing can tell: SECURITY.md says so
                    if (!trail.Chains.Any(chain => chain != trail.Home && IsWipedOut(trail.Store, chain)))
                        outcome.Verdict.Should().NotBe(Verdict.Valid);
                    DeletedButVouchedFor(trail, outcome)
                        .Select(gone => gone.ToString())
                        .Should()
                        .BeSubsetOf(outcome.Findings.Select(finding => finding.ToString()));
                }
            )
        );

    [Fact]
    public void A_log_file_made_up_in_an_hour_that_is_covered_and_closed_is_always_named() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(120),
            Prop.ForAll(
                TrailPlan.Any,
                Gen.Choose(0, 10_000).ToArbitrary(),
                Gen.Choose(0, 99).ToArbitrary(),
                (plan, which, percent) =>
                {
                    var trail = plan.ToTrail();
                    var digests = trail
                        .Chains.SelectMany(chain => chain.Digests.Select(digest => (Chain: chain, Digest: digest)))
                        .ToList();
                    var (chain, near) = digests[which % digests.Count];
                    var at = near.Start + (near.Period.Duration * (percent / 100.0));
                    // just before the end of the range the next digest may list it
                    if (at.AddMinutes(15) > trail.End)
                        at = trail.End.AddMinutes(-15);
                    var made = chain.DeliverLogFile(at, near.Location);

                    trail
                        .VerifyAsync()
                        .GetAwaiter()
                        .GetResult()
                        .ShouldBeInvalid(new Expected(FindingCode.LogFileUnlisted, made.Location));
                }
            )
        );

    private static IEnumerable<ObjectLocation> Unwitnessed(IReadOnlyList<SimulatedDigest> backfills) =>
        backfills
            .TakeLast(1)
            .SelectMany(digest => digest.LogFiles.Select(file => file.Location).Append(digest.Location));

    private static bool IsWipedOut(MemoryStore store, SimulatedChain chain) =>
        chain
            .Digests.Concat(chain.Backfills)
            .All(digest =>
                !store.Contains(digest.Location) && digest.LogFiles.All(file => !store.Contains(file.Location))
            );

    private static void Tamper(MemoryStore store, ObjectLocation location, int deed)
    {
        if (!store.Contains(location))
            return;
        switch (deed)
        {
            case 0:
                store.Delete(location);
                break;
            case 1:
                store.Edit(location, _ => GzipBytes.Compress("{}"u8));
                break;
            case 2:
                store.Edit(location, bytes => bytes[..(bytes.Length / 2)]);
                break;
            case 3:
                store.Edit(location, bytes => [.. bytes, 1, 2, 3]);
                break;
            default:
                store.Edit(location, _ => "replaced"u8.ToArray());
                break;
        }
    }

    /// <summary>What is gone although a digest that is still verified names it.</summary>
    private static IEnumerable<Expected> DeletedButVouchedFor(TrailSimulator trail, Support.Outcome outcome)
    {
        foreach (
            var digest in outcome.Results.OfType<DigestResult>().Select(result => result.Verified).OfType<Digest>()
        )
        {
            foreach (var file in digest.LogFiles.Where(file => !trail.Store.Contains(file.Location)))
                yield return new Expected(FindingCode.LogFileMissing, file.Location);
            if (digest.Previous is { } previous && !trail.Store.Contains(previous.Location))
                yield return new Expected(FindingCode.DigestMissing, previous.Location);
        }
    }
}
