using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Genuine digests with genuine signatures, copied to wrong locations by someone with write access to the bucket.
/// </summary>
public class DigestReplayAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(4);

    private SimulatedDigest Victim => _trail.Digests[2];

    [Fact]
    public async Task A_digest_copied_to_another_hour_is_reported_as_moved()
    {
        _trail.Store.Copy(_trail.Digests[0].Location, Victim.Location);

        await IsMoved();
    }

    [Fact]
    public async Task A_digest_copied_to_after_the_newest_one_is_reported_as_moved()
    {
        var fake = _trail.Home.LocationAt(_trail.End.AddHours(1));
        _trail.Store.Copy(_trail.Digests[3].Location, fake);

        (await _trail.VerifyAsync(request => request with { End = request.End.AddHours(1) })).ShouldBeInvalid(
            new Expected(FindingCode.DigestMoved, fake)
        );
    }

    [Fact]
    public async Task A_digest_of_another_trail_of_the_same_account_is_reported_as_moved() =>
        await CopiedFrom(new TrailSimulator(name: "other-trail"));

    [Fact]
    public async Task A_digest_of_a_trail_with_a_similar_name_is_reported_as_moved() =>
        await CopiedFrom(new TrailSimulator(name: "example-trail-2"));

    [Fact]
    public async Task A_digest_of_another_account_is_reported_as_moved() =>
        await CopiedFrom(new TrailSimulator(account: "444455556666"));

    [Fact]
    public async Task A_digest_from_another_prefix_is_reported_as_moved() =>
        await CopiedFrom(new TrailSimulator(prefix: "old/"));

    [Fact]
    public async Task A_digest_of_an_organization_trail_is_reported_as_moved() =>
        await CopiedFrom(new TrailSimulator(organization: "o-exampleorg"));

    [Fact]
    public async Task A_digest_of_another_region_is_reported_as_moved()
    {
        _trail.In("eu-west-1").Hours(4);
        _trail.Store.Copy(_trail.In("eu-west-1").Digests[2].Location, Victim.Location);

        await IsMoved();
    }

    [Fact]
    public async Task A_digest_from_another_bucket_is_reported_as_moved()
    {
        var other = new TrailSimulator(store: _trail.Store);
        other.Home.MoveTo("amzn-s3-demo-bucket2").Hours(4);
        _trail.Store.Copy(other.Digests[2].Location, Victim.Location);

        await IsMoved();
    }

    [Fact]
    public async Task A_trail_copied_to_another_bucket_is_reported_as_moved()
    {
        const string copy = "amzn-s3-demo-copy";
        foreach (var location in _trail.Store.Locations)
            _trail.Store.Copy(location, location with { Bucket = copy });

        var outcome = await _trail.VerifyAsync(request => request with { Places = [new TrailLocation(copy, "")] });

        outcome.ShouldBeInvalid([
            .. _trail.Digests.Select(digest => new Expected(
                FindingCode.DigestMoved,
                digest.Location with
                {
                    Bucket = copy,
                }
            )),
        ]);
    }

    [Theory]
    [InlineData("example-trail-2")]
    [InlineData("example-trail_us-east-2")]
    [InlineData("my-example-trail")]
    public async Task Digests_of_a_trail_with_a_similar_name_are_ignored(string name)
    {
        new TrailSimulator(name, store: _trail.Store).Home.Hours(4);
        _trail.Store.Delete(Victim.Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestMissing, Victim.Location));
    }

    [Fact]
    public async Task Another_trail_in_the_bucket_does_not_replace_ours()
    {
        _trail.Store.Delete(_trail.Digests.Select(digest => digest.Location));
        new TrailSimulator(name: "example-trail-2", store: _trail.Store).Home.Hours(4);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    private async Task CopiedFrom(TrailSimulator other)
    {
        other.Home.Hours(4);
        var genuine = other.Digests[2];
        _trail.Store.Put(Victim.Location, other.Store[genuine.Location], genuine.Metadata);

        await IsMoved();
    }

    private async Task IsMoved()
    {
        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMoved, Victim.Location));
    }
}
