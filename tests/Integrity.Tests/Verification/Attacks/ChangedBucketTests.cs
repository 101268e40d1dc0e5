using System.Collections.Concurrent;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// A trail whose bucket or prefix changed. The request names only the current location. The verifier learns every other
/// one from verified links.
/// </summary>
public class ChangedBucketTests
{
    private const string New = "amzn-s3-demo-destination";
    private const string Third = "amzn-s3-demo-third";

    private readonly TrailSimulator _trail = new();

    private SimulatedChain Home => _trail.Home;

    [Fact]
    public async Task A_digest_deleted_in_the_old_bucket_is_the_only_finding()
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        _trail.Store.Delete(_trail.Digests[1].Location);

        var outcome = await VerifyAsync();

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMissing, _trail.Digests[1].Location));
        ShouldHaveVerified(outcome, 0, 2, 3, 4, 5);
    }

    [Fact]
    public async Task The_link_across_buckets_names_the_deleted_newest_digest_of_the_old_bucket()
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        _trail.Store.Delete(_trail.Digests[3].Location);

        var outcome = await VerifyAsync();

        outcome.Findings.Should().Contain(new Expected(FindingCode.DigestMissing, _trail.Digests[3].Location));
        ShouldHaveVerified(outcome, 0, 1, 2, 4, 5);
    }

    [Fact]
    public async Task A_digest_with_a_bad_signature_in_the_old_bucket_is_reported()
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        _trail.Store.EditMetadata(
            _trail.Digests[2].Location,
            metadata =>
            {
                metadata["signature"] = new string('0', 512);
                return metadata;
            }
        );

        var outcome = await VerifyAsync();

        outcome.Verdict.Should().Be(Verdict.Invalid);
        ShouldHaveVerified(outcome, 0, 1, 3, 4, 5);
    }

    [Fact]
    public async Task Two_adjacent_deleted_digests_in_the_old_bucket_are_both_reported()
    {
        Home.Hours(5).MoveTo(New).Hours(2);
        _trail.Store.Delete(_trail.Digests[2].Location, _trail.Digests[3].Location);

        var outcome = await VerifyAsync(request => request with { LooksForUnlisted = false });

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, _trail.Digests[3].Location),
            new Expected(FindingCode.DigestMissingByRhythm, _trail.Digests[2].Location)
        );
    }

    [Fact]
    public async Task A_deleted_digest_below_the_old_prefix_is_reported()
    {
        Home.Hours(4).MoveTo(TrailSimulator.Bucket, "new/").Hours(2);
        _trail.Store.Delete(_trail.Digests[1].Location);

        var outcome = await _trail.VerifyAsync(request =>
            request with
            {
                Places = [new TrailLocation(TrailSimulator.Bucket, "new/")],
                LooksForUnlisted = false,
            }
        );

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMissing, _trail.Digests[1].Location));
        ShouldHaveVerified(outcome, 0, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_deleted_digest_is_reported_after_the_bucket_changed_twice()
    {
        Home.Hours(3).MoveTo(Third).Hours(3).MoveTo(New).Hours(2);
        _trail.Store.Delete(_trail.Digests[4].Location, _trail.Digests[1].Location);

        var outcome = await VerifyAsync(request => request with { LooksForUnlisted = false });

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, _trail.Digests[4].Location),
            new Expected(FindingCode.DigestMissing, _trail.Digests[1].Location)
        );
    }

    [Fact]
    public async Task A_deleted_digest_is_reported_after_the_bucket_changed_back()
    {
        Home.Hours(3).MoveTo(Third).Hours(3).MoveTo(New).Hours(2).MoveTo(TrailSimulator.Bucket).Hours(2);
        _trail.Store.Delete(_trail.Digests[7].Location, _trail.Digests[4].Location, _trail.Digests[1].Location);

        var outcome = await _trail.VerifyAsync(request => request with { LooksForUnlisted = false });

        outcome.Findings.Should().OnlyContain(finding => finding.Code == FindingCode.DigestMissing).And.HaveCount(3);
        ShouldHaveVerified(outcome, 0, 2, 3, 5, 6, 8, 9);
    }

    [Fact]
    public async Task After_a_restart_the_walk_continues_in_the_old_bucket()
    {
        Home.Hours(2).Restart(TimeSpan.FromHours(1)).Hours(2).MoveTo(New).Hours(2);

        var outcome = await VerifyAsync();

        outcome.ShouldBeIncomplete(
            new Expected(
                FindingCode.NotCoveredRestart,
                new DigestPeriod(TrailSimulator.Start.AddHours(2), TrailSimulator.Start.AddHours(3))
            )
        );
        ShouldHaveVerified(outcome, 0, 1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_folder_that_only_an_unverified_digest_links_to_is_never_listed()
    {
        Home.Hours(2).MoveTo(New).Hours(2);
        _trail.Store.EditMetadata(
            _trail.Digests[2].Location,
            metadata =>
            {
                metadata["signature"] = new string('0', 512);
                return metadata;
            }
        );
        var store = new WatchedListings(_trail.Store);

        var outcome = await Outcome.OnceAsync(store, _trail.Keys, InNew(_trail.Request), _trail.End.AddDays(3));

        outcome.Verdict.Should().Be(Verdict.Invalid);
        store.Listed.Should().NotBeEmpty().And.OnlyContain(bucket => bucket == New);
    }

    [Fact]
    public async Task An_unlistable_old_bucket_is_reported_when_the_chain_breaks_in_it()
    {
        Home.Hours(4).MoveTo(New, "new/").Hours(2);
        _trail.Store.Delete(_trail.Digests[1].Location);
        _trail.Store.FailListing("AWSLogs/");

        var outcome = await _trail.VerifyAsync(request =>
            request with
            {
                Places = [new TrailLocation(New, "new/")],
                LooksForUnlisted = false,
            }
        );

        outcome
            .Findings.Select(finding => finding.Code)
            .Should()
            .Equal(FindingCode.DigestMissing, FindingCode.ListingUnreadable, FindingCode.NotCoveredBeforeOldest);
    }

    [Fact]
    public async Task An_unlistable_old_bucket_does_not_matter_while_links_lead_through_it()
    {
        Home.Hours(4).MoveTo(New, "new/").Hours(2);
        _trail.Store.FailListing("AWSLogs/");

        (
            await _trail.VerifyAsync(request =>
                request with
                {
                    Places = [new TrailLocation(New, "new/")],
                    LooksForUnlisted = false,
                }
            )
        ).ShouldBeValid();
    }

    [Fact]
    public async Task An_unlistable_bucket_hides_nothing_in_the_other_one()
    {
        Home.Hours(4).MoveTo(New, "new/").Hours(2);
        _trail.Store.Delete(_trail.Digests[5].LogFiles[0].Location);
        _trail.Store.FailListing($"AWSLogs/{_trail.Account}/CloudTrail-Digest/us-east-2/");

        var outcome = await _trail
            .AddLocation(New, "new/")
            .VerifyAsync(request => request with { LooksForUnlisted = false });

        outcome.ShouldBeInvalid(
            new Expected(FindingCode.ListingUnreadable, new DigestPeriod(TrailSimulator.Start, _trail.End)),
            new Expected(FindingCode.LogFileMissing, _trail.Digests[5].LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task A_copy_of_the_old_digests_in_the_new_bucket_does_not_hide_the_originals()
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        foreach (var digest in _trail.Digests.Take(4))
            _trail.Store.Copy(digest.Location, digest.Location with { Bucket = New });
        _trail.Store.Delete(_trail.Digests[1].Location);

        var outcome = await VerifyAsync(request => request with { LooksForUnlisted = false });

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMissing, _trail.Digests[1].Location));
        ShouldHaveVerified(outcome, 0, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Of_two_digests_of_one_hour_the_genuine_one_counts_and_a_copy_is_ignored()
    {
        Home.Hours(2).MoveTo(New).Restart(TimeSpan.Zero).Hours(2);
        foreach (var digest in _trail.Digests.Take(2))
            _trail.Store.Copy(digest.Location, digest.Location with { Bucket = New });

        (
            await _trail.AddLocation(New).VerifyAsync(request => request with { LooksForUnlisted = false })
        ).ShouldBeValid();
    }

    [Fact]
    public async Task Of_two_digests_of_one_hour_a_forged_one_is_reported_and_the_genuine_one_counts()
    {
        Home.Hours(2).MoveTo(New).Restart(TimeSpan.Zero).Hours(2);
        var forged = _trail.Digests[1].Location with { Bucket = New };
        _trail.Store.Put(
            forged,
            GzipBytes.Compress("{}"u8.ToArray()),
            new Dictionary<string, string>(StringComparer.Ordinal)
        );

        var outcome = await _trail.AddLocation(New).VerifyAsync(request => request with { LooksForUnlisted = false });

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestFormat, forged));
        ShouldHaveVerified(outcome, 0, 1, 2, 3);
    }

    [Fact]
    public async Task The_backfill_chain_also_continues_in_the_old_bucket()
    {
        Home.Hours(6);
        Home.Backfill(TrailSimulator.Start)
            .Backfill(TrailSimulator.Start.AddHours(1))
            .Backfill(TrailSimulator.Start.AddHours(2))
            .MoveTo(New)
            .Hours(2)
            .Backfill(TrailSimulator.Start.AddHours(6));
        _trail.Store.Delete(Home.Backfills[1].Location);

        var outcome = await VerifyAsync(request => request with { LooksForUnlisted = false });

        outcome.ShouldBeInvalid(new Expected(FindingCode.DigestMissing, Home.Backfills[1].Location));
        outcome.Summary.Total.BackfillDigests.Valid.Should().Be(3);
    }

    [Fact]
    public async Task A_log_file_in_the_old_bucket_can_be_listed_by_a_backfill_digest_in_the_new_one()
    {
        Home.Hours(4);
        var late = Home.DeliverLogFile(TrailSimulator.Start.AddMinutes(90));
        Home.MoveTo(New).Hours(2);
        Home.Backfill(
            TrailSimulator.Start.AddHours(1),
            logFiles: 0,
            draft => draft.Members["logFiles"] = new System.Text.Json.Nodes.JsonArray(DigestDraft.Entry(late))
        );

        (await VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task An_unexpected_object_in_the_old_digest_folder_is_reported()
    {
        Home.Hours(4).MoveTo(New).Hours(2);
        var junk = new ObjectLocation(TrailSimulator.Bucket, _trail.Digests[1].Location.Path + ".bak");
        _trail.Store.Copy(_trail.Digests[1].Location, junk);

        (await VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.ObjectUnexpected, junk));
    }

    [Fact]
    public async Task A_signer_who_links_to_ever_new_folders_is_limited()
    {
        for (var i = 0; i < 130; i++)
            Home.MoveTo($"bucket-{i}").Hours(1, logFiles: 0);
        _trail.Store.Delete(_trail.Digests[1].Location);

        var outcome = await _trail.VerifyAsync(request =>
            request with
            {
                Places = [new TrailLocation("bucket-129", "")],
                LooksForUnlisted = false,
            }
        );

        outcome
            .Findings.Select(finding => finding.Code)
            .Should()
            .Contain([FindingCode.DigestMissing, FindingCode.ListingUnreadable]);
        outcome.Verdict.Should().Be(Verdict.Invalid);
    }

    private Task<Outcome> VerifyAsync(Func<VerificationRequest, VerificationRequest>? change = null) =>
        _trail.VerifyAsync(request => (change ?? (same => same))(InNew(request)));

    private static VerificationRequest InNew(VerificationRequest request) =>
        request with
        {
            Places = [new TrailLocation(New, "")],
        };

    private void ShouldHaveVerified(Outcome outcome, params int[] digests) =>
        outcome
            .Results.OfType<DigestResult>()
            .Where(result => result.Verified is not null)
            .Select(result => result.Location)
            .Should()
            .BeEquivalentTo(digests.Select(i => _trail.Digests[i].Location));

    /// <summary>A store that records what is listed.</summary>
    private sealed class WatchedListings(MemoryStore inner) : IObjectReader
    {
        public ConcurrentBag<string> Listed { get; } = [];

        public ValueTask<StoredObject?> OpenAsync(
            ObjectLocation location,
            CancellationToken cancellationToken = default
        ) => inner.OpenAsync(location, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken = default
        )
        {
            Listed.Add(bucket);
            return inner.ListAsync(bucket, prefix, startAfter, cancellationToken);
        }

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        )
        {
            Listed.Add(bucket);
            return inner.ListFoldersAsync(bucket, prefix, cancellationToken);
        }
    }
}
