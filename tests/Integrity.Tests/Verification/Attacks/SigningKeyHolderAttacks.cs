using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// What a holder of the signing key can do to the chain. A valid signature makes a claim authentic, not true: a walk
/// over signed claims still ends, stays in its chain and skips no hour.
/// </summary>
public class SigningKeyHolderAttacks
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(3);

    private SimulatedDigest Newest => _trail.Digests[^1];

    [Fact]
    public async Task A_digest_that_links_to_itself_does_not_loop()
    {
        _trail.Home.AlteredHour(draft => draft["previousDigestS3Object"] = draft.Location.Path);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkOrder, Newest.Location));
    }

    [Fact]
    public async Task Two_digests_that_link_to_each_other_do_not_loop()
    {
        var next = _trail.Home.LocationAt(_trail.End + (2 * Hour));
        _trail.Home.AlteredHour(draft => draft["previousDigestS3Object"] = next.Path).Hours(1);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkOrder, _trail.Digests[3].Location));
    }

    [Fact]
    public async Task A_link_into_the_future_is_not_followed()
    {
        _trail.Home.AlteredHour(draft =>
            draft["previousDigestS3Object"] = _trail.Home.LocationAt(_trail.End.AddYears(50)).Path
        );

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkOrder, Newest.Location));
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(1)]
    public async Task A_link_to_the_start_of_the_calendar_ends_the_walk_without_an_error(int year)
    {
        var past = _trail.Home.LocationAt(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)).Path;
        _trail.Home.AlteredHour(draft => draft["previousDigestS3Object"] = past);

        (await _trail.VerifyAsync()).Verdict.Should().NotBe(Verdict.Valid);
    }

    [Fact]
    public async Task A_link_to_the_chain_of_another_trail_is_not_followed()
    {
        var other = new TrailSimulator("other-trail", store: _trail.Store);
        other.Home.Hours(3);
        _trail.Home.AlteredHour(draft => draft.LinkTo(other.Digests[2]));

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.LinkForeign, Newest.Location));
        outcome
            .Results.OfType<DigestResult>()
            .Should()
            .OnlyContain(digest => digest.Location.Path.Contains("example-trail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_to_the_chain_of_another_region_is_not_followed()
    {
        _trail.In("eu-west-1").Hours(4);
        _trail.Home.AlteredHour(draft => draft.LinkTo(_trail.In("eu-west-1").Digests[2]));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkForeign, Newest.Location));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("no/digest")]
    public async Task A_link_to_an_object_that_is_not_a_digest_is_not_followed(string path)
    {
        _trail.Home.AlteredHour(draft => draft["previousDigestS3Object"] = path);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkForeign, Newest.Location));
    }

    [Fact]
    public async Task A_link_from_the_main_chain_into_the_backfill_chain_is_not_followed()
    {
        _trail.Home.Backfill(TrailSimulator.Start);
        _trail.Home.AlteredHour(draft => draft.LinkTo(_trail.Home.Backfills[0]));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkForeign, Newest.Location));
    }

    [Fact]
    public async Task Overlapping_periods_are_reported()
    {
        _trail.Home.AlteredHour(draft => draft["digestStartTime"] = DigestDraft.Time(_trail.Home.Now.AddMinutes(-30)));

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.PeriodOverlap, _trail.Digests[2].Location)
        );
    }

    [Fact]
    public async Task A_digest_with_a_zero_length_period_covers_nothing()
    {
        _trail.Home.AlteredHour(draft => draft["digestStartTime"] = draft["digestEndTime"]);

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.NotCoveredGap, Newest.Period));
    }

    [Fact]
    public async Task A_period_that_ends_before_it_starts_is_malformed()
    {
        _trail.Home.AlteredHour(draft => draft["digestStartTime"] = DigestDraft.Time(_trail.Home.Now + (5 * Hour)));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestFormat, Newest.Location));
    }

    [Fact]
    public async Task Many_tiny_periods_are_all_checked()
    {
        for (var i = 0; i < 600; i++)
            _trail.Home.Period(TimeSpan.FromSeconds(1), logFiles: 0);

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeValid();
        outcome.Summary.Total.Digests.Valid.Should().Be(603);
    }

    [Fact]
    public async Task A_gap_between_linked_digests_is_reported()
    {
        var gap = new DigestPeriod(_trail.End, _trail.End.AddMinutes(20));
        _trail.Home.AlteredHour(draft => draft["digestStartTime"] = DigestDraft.Time(gap.End));

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.NotCoveredGap, gap));
    }

    [Fact]
    public async Task A_link_that_skips_a_digest_leaves_its_hour_uncovered_and_the_digest_unlinked()
    {
        _trail.Home.AlteredHour(draft => draft.LinkTo(_trail.Digests[1]));

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.NotCoveredGap, _trail.Digests[2].Period),
            new Expected(FindingCode.DigestOffChain, _trail.Digests[2].Location)
        );
    }

    [Fact]
    public async Task Rewritten_digests_do_not_match_the_links_of_newer_ones()
    {
        var victim = _trail.Digests[1];
        var draft = _trail.Home.Draft(victim.Period, [], victim.Location);
        draft.LinkTo(_trail.Digests[0]);
        _trail.Home.Deliver(draft, victim.Period, []);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LinkHash, victim.Location),
            new Expected(FindingCode.LinkSignature, victim.Location)
        );
    }

    [Fact]
    public async Task A_link_with_a_wrong_hash_is_reported_even_if_its_signature_matches()
    {
        _trail.Home.AlteredHour(draft => draft["previousDigestHashValue"] = new string('0', 64));

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkHash, _trail.Digests[2].Location));
    }

    [Fact]
    public async Task A_link_with_an_unknown_hash_algorithm_is_reported()
    {
        _trail.Home.AlteredHour(draft => draft["previousDigestHashAlgorithm"] = "MD5");

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LinkHash, _trail.Digests[2].Location));
    }

    [Theory]
    [InlineData("previousDigestS3Bucket")]
    [InlineData("previousDigestHashValue")]
    [InlineData("previousDigestSignature")]
    public async Task An_incomplete_link_is_malformed(string member)
    {
        _trail.Home.AlteredHour(draft => draft[member] = null);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestFormat, Newest.Location));
    }

    [Fact]
    public async Task A_retired_key_cannot_sign_new_digests()
    {
        _trail.Home.Rotate(TestKey.Second).Hours(3);
        _trail.Home.AlteredHour(draft =>
            (draft.Key, draft["digestPublicKeyFingerprint"]) = (TestKey.First, TestKey.First.Fingerprint)
        );

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.KeyOutsideValidity, Newest.Location));
    }

    [Fact]
    public async Task A_key_cannot_sign_for_the_time_before_its_creation()
    {
        _trail.Home.Hours(2).Rotate(TestKey.Second).Hours(1);
        var past = _trail.Digests[0];
        var draft = _trail.Home.Draft(past.Period, past.LogFiles, past.Location);
        _trail.Home.Deliver(draft, past.Period, past.LogFiles);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.KeyOutsideValidity, past.Location));
    }

    [Theory]
    [InlineData("digestEndTime", "2025-05-04T14:30:00Z", FindingCode.DigestPathMismatch)]
    [InlineData("awsAccountId", "444455556666", FindingCode.DigestPathMismatch)]
    [InlineData("digestSignatureAlgorithm", "SHA1withRSA", FindingCode.DigestAlgorithm)]
    [InlineData("digestS3Bucket", "amzn-s3-demo-bucket2", FindingCode.DigestMoved)]
    [InlineData("digestEndTime", "9999-12-31T23:59:59Z", FindingCode.DigestFormat)]
    public async Task A_signed_digest_that_contradicts_its_own_path_is_not_trusted(
        string member,
        string value,
        FindingCode code
    )
    {
        _trail.Home.AlteredHour(draft => draft[member] = value);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(code, Newest.Location));
    }
}
