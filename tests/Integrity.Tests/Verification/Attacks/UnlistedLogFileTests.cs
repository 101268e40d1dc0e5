using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// When a log file that no digest of the chain lists is evidence, when it is undecided, and when it is ignored.
/// </summary>
public class UnlistedLogFileTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);

    [Fact]
    public async Task A_log_file_of_an_hour_without_a_digest_yet_is_ignored()
    {
        Deliver(_trail.End.AddMinutes(5));
        var now = _trail.End.AddMinutes(80);

        (await _trail.VerifyAsync(request => request with { End = now }, now)).ShouldBeValid();
    }

    [Fact]
    public async Task A_log_file_just_before_the_end_of_the_newest_digest_is_ignored_because_the_next_one_may_list_it()
    {
        Deliver(_trail.End.AddMinutes(-5));
        var now = _trail.End.AddMinutes(80);

        (await _trail.VerifyAsync(request => request with { End = now }, now)).ShouldBeValid();
    }

    [Fact]
    public async Task Within_a_day_of_its_delivery_a_backfill_digest_may_still_list_it()
    {
        var file = Deliver(_trail.Digests[3].Start.AddMinutes(7));

        (await _trail.VerifyAsync(now: file.DeliveredAt.AddHours(23))).ShouldBeIncomplete(
            new Expected(FindingCode.LogFileUndecided, file.Location)
        );
        (await _trail.VerifyAsync(now: file.DeliveredAt.AddHours(24))).ShouldBeInvalid(
            new Expected(FindingCode.LogFileUnlisted, file.Location)
        );
    }

    [Fact]
    public async Task At_the_end_of_the_range_the_next_digest_may_list_it()
    {
        var file = Deliver(_trail.End.AddMinutes(-5));

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.LogFileUndecided, file.Location));

        _trail.Home.Hours(1);
        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileUnlisted, file.Location));
        (await _trail.VerifyAsync(request => request with { End = _trail.Digests[5].End })).ShouldBeInvalid(
            new Expected(FindingCode.LogFileUnlisted, file.Location)
        );
    }

    [Fact]
    public async Task A_log_file_after_the_range_is_ignored()
    {
        Deliver(_trail.Digests[4].Start.AddMinutes(7));

        (await _trail.VerifyAsync(request => request with { End = _trail.Digests[3].End })).ShouldBeValid();
    }

    [Fact]
    public async Task A_log_file_before_the_range_is_ignored()
    {
        Deliver(_trail.Digests[1].Start.AddMinutes(7));

        (await _trail.VerifyAsync(request => request with { Start = _trail.Digests[3].Start })).ShouldBeValid();
    }

    [Theory]
    [InlineData(7)]
    [InlineData(55)]
    public async Task In_the_hours_of_a_deleted_digest_only_the_digest_is_reported(int minute)
    {
        _trail.Store.Delete(_trail.Digests[3].Location);
        Deliver(_trail.Digests[3].Start.AddMinutes(minute));

        (await _trail.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, _trail.Digests[3].Location)
        );
    }

    [Fact]
    public async Task A_log_file_named_minutes_before_the_period_of_its_digest_is_fine()
    {
        var trail = new TrailSimulator();
        trail.Home.FileNameLead = TimeSpan.FromMinutes(12);
        trail.Home.Hours(50, logFiles: 20);

        (await trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task A_log_file_that_a_backfill_digest_lists_is_fine()
    {
        _trail.Home.Backfill(_trail.Digests[2].Start, logFiles: 5);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task A_log_file_that_a_backfill_digest_lists_days_later_is_fine()
    {
        var trail = TrailSimulator.OfHours(24 * 5, logFiles: 1);
        var late = trail.Home.DeliverLogFile(trail.Digests[10].Start.AddMinutes(39));
        trail.Home.Deliver(
            trail.Home.Draft(
                trail.Digests[100].Period,
                [late],
                trail.Home.LocationAt(trail.Digests[100].End, backfill: true)
            ),
            trail.Digests[100].Period,
            [late],
            backfill: true
        );

        (await trail.VerifyAsync()).ShouldBeValid();
        (await trail.VerifyAsync(request => request with { End = trail.Digests[30].End })).ShouldBeValid();
    }

    [Fact]
    public async Task A_backfill_digest_without_metadata_counts_if_a_newer_one_records_its_signature()
    {
        _trail.Home.Backfill(_trail.Digests[1].Start).Backfill(_trail.Digests[3].Start);
        _trail.Store.EditMetadata(_trail.Home.Backfills[0].Location, _ => null);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task An_unreadable_backfill_digest_may_list_the_log_file()
    {
        _trail.Home.Backfill(_trail.Digests[2].Start);
        var backfill = _trail.Home.Backfills[0];
        _trail.Store.FailOn(backfill.Location, "403 Forbidden");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(
            new Expected(FindingCode.DigestUnreadable, backfill.Location),
            new Expected(FindingCode.LogFileUndecided, backfill.LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task Empty_folder_placeholders_are_ignored()
    {
        foreach (
            var folder in new[]
            {
                "CloudTrail/us-east-2/2025/05/04/",
                "CloudTrail/us-east-2/2025/05/04/x/",
                "CloudTrail-Digest/us-east-2/2025/05/04/",
                "CloudTrail/",
                "CloudTrail-Digest/us-east-2/2025/",
            }
        )
            _trail.Store.Put(new ObjectLocation(TrailSimulator.Bucket, $"AWSLogs/111122223333/{folder}"), []);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Objects_of_another_account_organization_or_prefix_are_ignored()
    {
        var at = _trail.Digests[2].Start.AddMinutes(7);
        new TrailSimulator(account: "444455556666", store: _trail.Store).Home.DeliverLogFile(at);
        new TrailSimulator(store: _trail.Store, organization: "o-exampleorg").Home.DeliverLogFile(at);
        new TrailSimulator(store: _trail.Store, prefix: "other/").Home.DeliverLogFile(at);

        (await _trail.VerifyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Each_unlistable_log_folder_is_reported_once_and_everything_else_is_checked()
    {
        _trail.Home.Hours(24 * 12, logFiles: 1);
        _trail.Store.FailListing("AWSLogs/111122223333/CloudTrail/");

        var outcome = await _trail.VerifyAsync();

        outcome.ShouldBeIncomplete(
            new Expected(
                FindingCode.LogListingUnreadable,
                new ObjectLocation(TrailSimulator.Bucket, "AWSLogs/111122223333/CloudTrail/")
            ),
            new Expected(
                FindingCode.LogListingUnreadable,
                new ObjectLocation(TrailSimulator.Bucket, "AWSLogs/111122223333/CloudTrail/us-east-2/")
            )
        );
        var finding = outcome.Results.OfType<UnlistedResult>().Last().Findings[0];
        finding.Message.Should().Contain("13 days").And.Contain("503");
        finding.Hint.Words().Should().ContainAll("--no-unlisted", "s3:ListBucket");
        outcome.ShouldConfirm(_trail.Digests.SelectMany(digest => digest.LogFiles));
    }

    [Fact]
    public async Task Log_folders_are_not_listed_if_the_request_excludes_them()
    {
        Deliver(_trail.Digests[2].Start.AddMinutes(7));
        _trail.Store.FailListing("AWSLogs/111122223333/CloudTrail/");

        (await _trail.VerifyAsync(request => request with { LooksForUnlisted = false })).ShouldBeValid();
    }

    private SimulatedLogFile Deliver(DateTimeOffset at) => _trail.Home.DeliverLogFile(at);
}
