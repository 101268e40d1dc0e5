using FsCheck;
using FsCheck.Fluent;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Properties;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reference;

/// <summary>
/// Two independent verifiers agree on random buckets that someone has tampered with. Set INTEGRITY_RANDOM_BUCKETS to
/// the number of buckets (default: 200).
/// </summary>
public sealed class RandomBucketTests : IDisposable
{
    private readonly ReferenceVerifier _reference = new();

    private static int Buckets =>
        int.TryParse(Environment.GetEnvironmentVariable("INTEGRITY_RANDOM_BUCKETS"), out var count) ? count : 200;

    public void Dispose() => _reference.Dispose();

    [Fact]
    public void Both_verifiers_return_the_same_verdict_and_report_the_same_objects() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Buckets),
            Prop.ForAll(
                TrailPlan.Any,
                BucketMutation.Some(4).ToArbitrary(),
                (plan, mutations) =>
                {
                    var trail = plan.ToTrail();
                    var untouched = trail.Store.Clone();
                    foreach (var mutation in mutations)
                        mutation.ApplyTo(trail);
                    using var directory = new TempDirectory();

                    var ours = trail.VerifyAsync().GetAwaiter().GetResult();
                    var reference = _reference.Verify(trail, directory.Path);

                    ReferenceAnswer.Differences(ReferenceAnswer.Of(ours), reference).Should().BeEmpty();
                    if (ours.Verdict == Verdict.Valid)
                        EverythingIsAsDelivered(trail, untouched);
                }
            )
        );

    /// <summary>Every digest, and every log file that it lists, has the delivered content.</summary>
    private static void EverythingIsAsDelivered(TrailSimulator trail, MemoryStore untouched)
    {
        var digests = trail.Chains.SelectMany(chain => chain.Digests).ToList();
        foreach (var location in digests.SelectMany(digest => Locations(digest)))
            GzipBytes.Inflate(trail.Store[location]).Should().Equal(GzipBytes.Inflate(untouched[location]));
    }

    private static IEnumerable<ObjectLocation> Locations(SimulatedDigest digest) =>
        digest.LogFiles.Select(file => file.Location).Prepend(digest.Location);
}
