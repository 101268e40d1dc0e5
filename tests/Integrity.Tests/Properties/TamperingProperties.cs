using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Properties;

/// <summary>
/// No combination of changes by someone with write access ends with the verdict Valid, and deleted objects are
/// reported.
/// </summary>
public class TamperingProperties
{
    private static readonly Gen<(int Object, int Change)[]> SomeChanges =
        from count in Gen.Choose(1, 6)
        from changes in (from at in Gen.Choose(0, 10_000) from change in Gen.Choose(0, 4) select (at, change)).ArrayOf(
            count
        )
        select changes;

    [Fact]
    public void Random_tampering_is_never_valid_and_deleted_objects_are_reported() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(120),
            Prop.ForAll(
                TrailPlan.Any,
                SomeChanges.ToArbitrary(),
                (plan, changes) =>
                {
                    var trail = plan.ToTrail();
                    // No other object refers to the newest backfill digest and the files it lists (see SECURITY.md).
                    var targets = trail
                        .Store.Locations.Except(trail.Chains.SelectMany(chain => Unlinked(chain.Backfills)))
                        .ToList();
                    foreach (var (at, change) in changes)
                        Tamper(trail.Store, targets[at % targets.Count], change);

                    var outcome = trail.VerifyAsync().GetAwaiter().GetResult();

                    // If nothing is left of a region other than the home region, its deletion cannot be detected (see
                    // SECURITY.md).
                    if (!trail.Chains.Any(chain => chain != trail.Home && IsWipedOut(trail.Store, chain)))
                        outcome.Verdict.Should().NotBe(Verdict.Valid);
                    DeletedButReferenced(trail, outcome)
                        .Select(gone => gone.ToString())
                        .Should()
                        .BeSubsetOf(outcome.Findings.Select(finding => finding.ToString()));
                }
            )
        );

    [Fact]
    public void A_log_file_added_to_a_covered_and_closed_hour_is_always_reported() =>
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
                    // Just before the end of the range, the next digest may still list it.
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

    private static IEnumerable<ObjectLocation> Unlinked(IReadOnlyList<SimulatedDigest> backfills) =>
        backfills
            .TakeLast(1)
            .SelectMany(digest => digest.LogFiles.Select(file => file.Location).Append(digest.Location));

    private static bool IsWipedOut(MemoryStore store, SimulatedChain chain) =>
        chain
            .Digests.Concat(chain.Backfills)
            .All(digest =>
                !store.Contains(digest.Location) && digest.LogFiles.All(file => !store.Contains(file.Location))
            );

    private static void Tamper(MemoryStore store, ObjectLocation location, int change)
    {
        if (!store.Contains(location))
            return;
        switch (change)
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

    /// <summary>The deleted objects that a digest which is still verified refers to.</summary>
    private static IEnumerable<Expected> DeletedButReferenced(TrailSimulator trail, Support.Outcome outcome)
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
