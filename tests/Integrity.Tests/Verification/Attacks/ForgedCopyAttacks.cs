using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Objects named like digests in another bucket of the trail, where the links never lead. Exact copies of digests are
/// harmless.
/// </summary>
public class ForgedCopyAttacks
{
    private const string New = "amzn-s3-demo-destination";

    private readonly TrailSimulator _trail = new();

    private SimulatedChain Home => _trail.Home;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_forged_digest_in_another_bucket_is_reported_although_the_links_lead_past_it(bool isCopyOfSigned)
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        var forged = _trail.Digests[1].Location with { Bucket = New };
        _trail.Store.Copy(_trail.Digests[isCopyOfSigned ? 2 : 1].Location, forged);
        if (!isCopyOfSigned)
            _trail.Store.EditInflated(forged, content => [.. content, (byte)' ']);

        var outcome = await VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMoved, forged));
        outcome.Summary.Total.Digests.Valid.Should().Be(6, "the genuine digests still count");
    }

    [Fact]
    public async Task A_forged_backfill_digest_in_another_bucket_is_reported()
    {
        Home.Hours(4).Backfill(TrailSimulator.Start).MoveTo(New).Hours(2);
        var forged = Home.Backfills[0].Location with { Bucket = New };
        _trail.Store.Put(
            forged,
            GzipBytes.Compress("{}"u8.ToArray()),
            new Dictionary<string, string>(StringComparer.Ordinal)
        );

        (await VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestFormat, forged));
    }

    [Fact]
    public async Task An_unreadable_object_named_like_a_digest_in_another_bucket_is_not_silently_skipped()
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        var unreadable = _trail.Digests[1].Location with { Bucket = New };
        _trail.Store.Copy(_trail.Digests[1].Location, unreadable);
        _trail.Store.FailOn(unreadable, "403 Forbidden");

        (await VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.DigestUnreadable, unreadable));
    }

    [Fact]
    public async Task A_digest_between_two_linked_ones_in_another_bucket_is_reported()
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        var added = Home.LocationAt(TrailSimulator.Start.AddMinutes(90));
        _trail.Store.Copy(_trail.Digests[1].Location, added);

        (await VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestOffChain, added));
    }

    private Task<Outcome> VerifyAsync() => _trail.AddLocation(New).VerifyAsync();
}
