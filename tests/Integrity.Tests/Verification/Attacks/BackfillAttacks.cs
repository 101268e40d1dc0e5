using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Attacks on the backfill chain. It covers no time, so it can add evidence against a trail, but never make it valid.
/// </summary>
public class BackfillAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(5);

    public BackfillAttacks() =>
        _trail
            .Home.Backfill(TrailSimulator.Start)
            .Backfill(TrailSimulator.Start.AddHours(1))
            .Backfill(TrailSimulator.Start.AddHours(2));

    private SimulatedDigest Victim => _trail.Home.Backfills[1];

    [Fact]
    public async Task An_object_named_like_a_backfill_digest_between_two_linked_ones_is_reported()
    {
        var trail = TrailSimulator.OfHours(4);
        trail.Home.Backfill(TrailSimulator.Start).Backfill(TrailSimulator.Start.AddHours(2));
        var added = trail.Home.LocationAt(TrailSimulator.Start.AddHours(2), backfill: true);
        trail.Store.Copy(trail.Home.Backfills[0].Location, added);

        (await trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestOffChain, added));
    }

    [Fact]
    public async Task A_trail_with_intact_backfill_digests_is_valid()
    {
        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeValid();
        outcome.Summary.Total.BackfillDigests.Valid.Should().Be(3);
    }

    [Fact]
    public async Task A_deleted_log_file_of_a_backfill_digest_is_reported()
    {
        _trail.Store.Delete(Victim.LogFiles[0].Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileMissing, Victim.LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task A_deleted_backfill_digest_in_the_middle_is_reported_because_the_next_one_links_to_it()
    {
        _trail.Store.Delete(Victim.Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, Victim.Location),
            Unlisted(Victim)
        );
    }

    [Fact]
    public async Task The_log_files_of_the_deleted_newest_backfill_digest_are_reported_as_unlisted()
    {
        var newest = _trail.Home.Backfills[2];
        _trail.Store.Delete(newest.Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(Unlisted(newest));
    }

    [Fact]
    public async Task Deleting_the_newest_backfill_digest_with_its_log_files_is_not_detected()
    {
        // SECURITY.md lists this as not guaranteed: nothing records how many backfill digests must exist.
        _trail.Store.Delete(
            _trail.Home.Backfills[2].LogFiles.Select(file => file.Location).Append(_trail.Home.Backfills[2].Location)
        );

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task A_main_digest_renamed_to_a_backfill_digest_is_reported_as_moved()
    {
        var genuine = _trail.Digests[3];
        var fake = _trail.Home.LocationAt(genuine.End, backfill: true);
        _trail.Store.Copy(genuine.Location, fake);
        SetGenerationTime(fake, "2025-05-04T15:00:00Z");

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestMoved, fake));
    }

    [Fact]
    public async Task A_backfill_digest_renamed_to_a_main_digest_fills_no_gap()
    {
        var gone = _trail.Digests[1];
        _trail.Store.Delete(gone.Location);
        _trail.Store.Copy(Victim.Location, gone.Location);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestMoved, gone.Location));
    }

    [Fact]
    public async Task Backfill_digests_do_not_cover_the_time_of_deleted_main_digests()
    {
        _trail.Store.Delete(_trail.Digests.Select(digest => digest.Location));

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.NotCoveredAtAll, new DigestPeriod(TrailSimulator.Start, _trail.End))
        );
    }

    [Fact]
    public async Task A_backfill_digest_signed_with_an_attackers_key_is_not_trusted()
    {
        _trail.Home.Backfill(
            TrailSimulator.Start.AddHours(3),
            alter: draft =>
                (draft.Key, draft["digestPublicKeyFingerprint"]) = (TestKey.Untrusted, TestKey.Untrusted.Fingerprint)
        );

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.KeyUnknown, _trail.Home.Backfills[3].Location),
            Unlisted(_trail.Home.Backfills[3])
        );
    }

    [Fact]
    public async Task A_backfill_digest_without_its_generation_time_is_malformed()
    {
        _trail.Store.EditMetadata(
            Victim.Location,
            metadata =>
            {
                metadata.Remove("backfill-generation-timestamp");
                return metadata;
            }
        );

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.DigestFormat, Victim.Location),
            Unlisted(Victim)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    public async Task An_invalid_generation_time_does_not_stop_the_walk(string time)
    {
        SetGenerationTime(Victim.Location, time);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task A_generation_time_outside_the_validity_of_the_key_is_reported()
    {
        _trail.Home.Rotate(TestKey.Second).Hours(1);
        SetGenerationTime(Victim.Location, "2030-01-01T00:00:00Z");

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.KeyOutsideValidity, Victim.Location),
            Unlisted(Victim)
        );
    }

    private static Expected Unlisted(SimulatedDigest digest) =>
        new(FindingCode.LogFileUnlisted, digest.LogFiles[0].Location);

    private void SetGenerationTime(ObjectLocation location, string time) =>
        _trail.Store.EditMetadata(
            location,
            metadata =>
            {
                metadata["backfill-generation-timestamp"] = time;
                return metadata;
            }
        );
}
