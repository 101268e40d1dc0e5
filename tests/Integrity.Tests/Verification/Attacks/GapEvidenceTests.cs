using System.Text;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// What is reported about time that no digest covers: log files in it, events next to a restart, and what exists
/// instead.
/// </summary>
public class GapEvidenceTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(3);

    [Fact]
    public async Task Log_files_before_a_restart_are_counted()
    {
        _trail.Home.DeliverLogFile(_trail.End.AddMinutes(1));
        _trail.Home.DeliverLogFile(_trail.End.AddMinutes(119));
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(1);

        (await MessageAsync(FindingCode.NotCoveredRestart)).Should().EndWith("; 2 log files there cannot be verified");
    }

    [Fact]
    public async Task Log_files_after_the_newest_digest_and_before_the_oldest_are_counted()
    {
        _trail.Home.Hours(2);
        _trail.Store.Delete(_trail.Digests[0].Location, _trail.Digests[3].Location, _trail.Digests[4].Location);
        _trail.Home.DeliverLogFile(TrailSimulator.Start.AddHours(-30));

        var outcome = await _trail.VerifyAsync(request => request with { Start = TrailSimulator.Start.AddDays(-2) });

        Messages(outcome, FindingCode.NotCoveredAfterNewest)
            .Should()
            .ContainSingle()
            .Which.Should()
            .EndWith("; 4 log files there cannot be verified");
        Messages(outcome, FindingCode.NotCoveredBeforeOldest)
            .Should()
            .ContainSingle()
            .Which.Should()
            .EndWith("; 1 log file there cannot be verified");
    }

    [Fact]
    public async Task Log_files_are_counted_when_all_digests_are_deleted()
    {
        _trail.Store.Delete([.. _trail.Digests.Select(digest => digest.Location)]);

        (await MessageAsync(FindingCode.NotCoveredAtAll))
            .Should()
            .EndWith($"; {_trail.Digests.Sum(digest => digest.LogFiles.Count)} log files there cannot be verified");
    }

    [Fact]
    public async Task Without_log_files_nothing_is_added()
    {
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(1);

        (await MessageAsync(FindingCode.NotCoveredRestart))
            .Should()
            .EndWith("log file validation was off before, or digest files were deleted");
    }

    [Fact]
    public async Task A_huge_number_of_log_files_is_counted_only_in_part()
    {
        for (var i = 0; i < 10_500; i++)
            _trail.Home.DeliverLogFile(_trail.End.AddMinutes(30));
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(1);

        (await MessageAsync(FindingCode.NotCoveredRestart)).Should().Contain("at least ");
    }

    [Fact]
    public async Task Log_files_are_not_counted_without_the_search_for_unlisted_objects()
    {
        _trail.Home.DeliverLogFile(_trail.End.AddMinutes(1));
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(1);

        (await MessageAsync(FindingCode.NotCoveredRestart, request => request with { LooksForUnlisted = false }))
            .Should()
            .NotContain("cannot be verified");
    }

    [Theory]
    [InlineData("StopLogging", 0)]
    [InlineData("DeleteTrail", 70_000)]
    [InlineData("UpdateTrail", 65_520)]
    [InlineData("StopLogging", 65_530)]
    public async Task Events_that_turn_a_trail_off_before_a_restart_are_reported(string name, int after)
    {
        DeliverWith($"{new string(' ', after)}\"eventName\":\"{name}\"");
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(1);

        (await MessageAsync(FindingCode.NotCoveredRestart))
            .Should()
            .EndWith($"; verified log files next to it contain {name}");
    }

    [Fact]
    public async Task Events_after_a_restart_are_reported_too()
    {
        DeliverWith("\"eventName\":\"StopLogging\"");
        _trail.Home.Restart(TimeSpan.FromHours(2));
        DeliverWith("\"eventName\":\"StartLogging\"");

        (await MessageAsync(FindingCode.NotCoveredRestart))
            .Should()
            .EndWith("; verified log files next to it contain StartLogging, StopLogging");
    }

    [Fact]
    public async Task Events_in_a_modified_log_file_are_ignored()
    {
        _trail.Home.Restart(TimeSpan.FromHours(2)).Hours(1);
        _trail.Store.EditInflated(
            _trail.Digests[2].LogFiles[0].Location,
            content => [.. content, .. "\"eventName\":\"StopLogging\""u8]
        );

        (await MessageAsync(FindingCode.NotCoveredRestart)).Should().NotContain("StopLogging");
    }

    [Fact]
    public async Task Events_far_from_the_gap_are_not_searched()
    {
        DeliverWith("\"eventName\":\"StopLogging\"");
        _trail.Home.Hours(1).Restart(TimeSpan.FromHours(2)).Hours(1);

        (await MessageAsync(FindingCode.NotCoveredRestart)).Should().NotContain("StopLogging");
    }

    [Fact]
    public async Task The_hint_for_a_wrong_region_names_the_right_ones() =>
        (await HintAsync(request => request with { Regions = ["eu-west-1"] }))
            .Should()
            .Be(
                "verify a trail that has digest files: trail example-trail (home region us-east-2), "
                    + "account 111122223333, region us-east-2, in s3://amzn-s3-demo-bucket/"
            );

    [Fact]
    public async Task The_hint_for_a_wrong_account_names_the_right_one() =>
        (await HintAsync(request => request with { AccountId = "444455556666" }))
            .Should()
            .Contain("account 111122223333, region us-east-2");

    [Fact]
    public async Task The_hint_for_a_wrong_trail_name_names_the_right_one() =>
        (
            await HintAsync(request =>
                request with
                {
                    Trail = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/mistyped"),
                }
            )
        )
            .Should()
            .Contain("trail example-trail (home region us-east-2)");

    [Fact]
    public async Task The_hint_for_a_wrong_time_names_the_right_one() =>
        (
            await HintAsync(request =>
                request with
                {
                    Start = TrailSimulator.Start.AddYears(-1),
                    End = TrailSimulator.Start.AddYears(-1).AddDays(1),
                }
            )
        )
            .Should()
            .Be("verify another range: the oldest digest file of the chain ends at 2025-05-04T11:00:00Z");

    [Theory]
    [InlineData("", "logs/")]
    [InlineData("audit/logs/", "logs/")]
    [InlineData("audit/logs/", "")]
    public async Task The_hint_for_a_wrong_prefix_names_the_right_one(string right, string wrong)
    {
        var trail = new TrailSimulator(prefix: right, organization: "o-exampleorg");
        trail.Home.Hours(2);

        (await HintAsync(request => request with { Places = [new TrailLocation(TrailSimulator.Bucket, wrong)] }, trail))
            .Should()
            .EndWith($"in s3://{TrailSimulator.Bucket}/{right}");
    }

    [Fact]
    public async Task The_hint_for_an_empty_bucket_names_what_to_check()
    {
        var empty = new TrailSimulator();
        empty.Home.Hours(0);

        (await HintAsync(request => request with { End = request.Start.AddHours(1) }, empty))
            .Should()
            .StartWith("check the region");
    }

    [Fact]
    public async Task A_bucket_full_of_folders_is_searched_in_part_and_its_names_are_escaped()
    {
        for (var i = 0; i < 300; i++)
            _trail.Store.Put(new ObjectLocation(TrailSimulator.Bucket, $"{i}/{i}/{i}/x"), []);
        for (var i = 0; i < 30; i++)
            _trail.Store.Put(_trail.Home.LocationAt(TrailSimulator.Start, trailName: $"\u001b[2J{i}"), []);

        var hint = await HintAsync(request => request with { Regions = ["eu-west-1"] });

        hint!.Length.Should().BeLessThan(1_500);
        Integrity.Reporting.TerminalText.Escape(hint).Should().NotContain("\u001b");
    }

    private void DeliverWith(string content) =>
        _trail.Home.AlteredHour(
            draft =>
            {
                var path = (string)draft.LogFiles[0]!["s3Object"]!;
                _trail.Store.EditInflated(
                    new ObjectLocation(TrailSimulator.Bucket, path),
                    _ => Encoding.UTF8.GetBytes(content)
                );
                draft.LogFiles[0]!["hashValue"] = Sha256Hash.Of(Encoding.UTF8.GetBytes(content)).ToString();
            },
            logFiles: 1
        );

    private async Task<string> MessageAsync(
        FindingCode code,
        Func<VerificationRequest, VerificationRequest>? change = null
    ) => Messages(await _trail.VerifyAsync(change), code).Should().ContainSingle().Subject;

    private static IEnumerable<string> Messages(Outcome outcome, FindingCode code) =>
        outcome
            .Results.SelectMany(result => result.Findings)
            .Where(finding => finding.Code == code)
            .Select(finding => finding.Message);

    private async Task<string?> HintAsync(
        Func<VerificationRequest, VerificationRequest> change,
        TrailSimulator? trail = null
    ) =>
        (await (trail ?? _trail).VerifyAsync(change))
            .Results.SelectMany(result => result.Findings)
            .Where(finding => finding.Code == FindingCode.NotCoveredAtAll)
            .Select(finding => finding.Hint.Words())
            .Should()
            .ContainSingle()
            .Subject;
}
