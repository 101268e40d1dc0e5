using Integrity.Checkpoints;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>
/// Objects added to the folders of a trail by someone with write access. No verified digest lists them.
/// </summary>
public class UnlistedObjectAttacks
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(6);

    [Fact]
    public async Task A_fake_log_file_is_invalid()
    {
        var forged = Forge(_trail.Digests[1].Start.AddMinutes(7));

        (await _trail.VerifyAsync()).ShouldBeInvalid(Unlisted(forged));
    }

    [Fact]
    public async Task A_genuine_log_file_copied_to_another_name_is_invalid()
    {
        var genuine = _trail.Digests[1].LogFiles[0].Location;
        var copy = genuine with { Path = genuine.Path.Replace("_kkkk", "_kkkl", StringComparison.Ordinal) };
        _trail.Store.Copy(genuine, copy);

        (await _trail.VerifyAsync()).ShouldBeInvalid(Unlisted(copy));
    }

    [Fact]
    public async Task Thousands_of_fake_log_files_are_all_reported_in_the_order_of_the_listing()
    {
        var forged = Enumerable.Range(0, 3_000).Select(_ => Forge(_trail.Digests[2].Start.AddMinutes(31))).ToList();

        var outcome = await _trail.VerifyAsync();

        outcome
            .Results.OfType<UnlistedResult>()
            .Select(unlisted => unlisted.Location)
            .Should()
            .Equal(forged.OrderBy(location => location.Path, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_fake_log_file_from_weeks_ago_is_found_by_a_run_over_that_time()
    {
        _trail.Home.Hours(24 * 20, logFiles: 1);
        var forged = Forge(_trail.Digests[5].Start.AddMinutes(7));
        var second = Forge(_trail.Digests[300].Start.AddMinutes(7));

        (await _trail.VerifyAsync()).ShouldBeInvalid(Unlisted(forged), Unlisted(second));
        (await _trail.VerifyAsync(request => request with { Start = _trail.Digests[200].Start })).ShouldBeInvalid(
            Unlisted(second)
        );
    }

    [Theory]
    [InlineData("2025/05/04/", "111122223333_CloudTrail_us-east-2_20250505T1100Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData("2025/05/04/", "111122223333_CloudTrail_eu-west-1_20250504T1100Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData("2025/05/04/", "444455556666_CloudTrail_us-east-2_20250504T1100Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData("2025/05/04/more/", "111122223333_CloudTrail_us-east-2_20250504T1100Z_9xsHd4kz5uZMh1bQ.json.gz")]
    [InlineData(
        "2025/05/04/AWSLogs/111122223333/CloudTrail/us-east-2/2025/05/04/",
        "111122223333_CloudTrail_us-east-2_20250504T1100Z_9xsHd4kz5uZMh1bQ.json.gz"
    )]
    public async Task A_log_file_name_in_the_wrong_folder_is_invalid(string folder, string name)
    {
        var misplaced = Put(folder + name);

        (await _trail.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.LogFileMisplaced, misplaced));
    }

    [Theory]
    [InlineData("events.json")]
    [InlineData("zz/part-0000.parquet")]
    [InlineData("111122223333_CloudTrail_us-east-2_20250504T1100Z_short.json.gz")]
    [InlineData("\u001b[2J\r\nLog file\ts3://x\tvalid")]
    [InlineData("__\u202e_____")]
    public async Task An_unexpected_name_in_a_log_folder_is_reported(string name)
    {
        var odd = Put($"2025/05/04/{name}");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.ObjectUnexpected, odd));
    }

    [Fact]
    public async Task A_folder_placeholder_with_content_is_reported()
    {
        var odd = Put("2025/05/04/sub/", "{\"Records\":[]}");

        (await _trail.VerifyAsync()).ShouldBeIncomplete(new Expected(FindingCode.ObjectUnexpected, odd));
    }

    [Fact]
    public async Task Fake_log_files_are_found_in_each_account_and_region_of_an_organization()
    {
        var store = new MemoryStore();
        var owner = new TrailSimulator(organization: "o-exampleorg", store: store);
        var member = new TrailSimulator(account: "444455556666", organization: "o-exampleorg", store: store);
        foreach (var trail in new[] { owner, member })
        {
            trail.Home.Hours(4);
            trail.In("eu-west-1").Hours(4);
        }
        var forged = new[] { owner, member }
            .SelectMany(trail => trail.Chains)
            .Select(chain => chain.DeliverLogFile(TrailSimulator.Start.AddMinutes(71)).Location)
            .ToList();

        (await owner.VerifyAsync()).ShouldBeInvalid([.. forged.Select(Unlisted)]);
    }

    [Fact]
    public async Task A_backdated_log_file_is_found_by_a_run_over_its_time_but_not_from_a_later_checkpoint()
    {
        var checkpoint = await CheckpointAsync(_trail.End.AddDays(3));
        _trail.Home.Hours(3);
        var forged = Forge(_trail.Digests[1].Start.AddMinutes(7));

        (
            await _trail.VerifyAsync(request =>
                request with
                {
                    Checkpoint = checkpoint,
                    Start = checkpoint.NewFrom!.Value,
                }
            )
        ).ShouldBeValid();
        (await _trail.VerifyAsync(request => request with { Checkpoint = checkpoint })).ShouldBeInvalid(
            Unlisted(forged)
        );
    }

    [Fact]
    public async Task Consecutive_checkpoints_leave_no_time_unchecked()
    {
        // Hourly runs on a growing trail. A log file faked just before a run is reported by this run or a later one.
        var trail = TrailSimulator.OfHours(1);
        Checkpoint? checkpoint = null;
        var (forged, named) = (new List<ObjectLocation>(), new HashSet<string>(StringComparer.Ordinal));
        for (var run = 0; run < 40; run++)
        {
            trail.Home.Hours(1, logFiles: 1);
            forged.AddRange(
                new[] { -1, 9, 31, 52, 59 }.Select(minute =>
                    trail.Home.DeliverLogFile(trail.End.AddHours(-1).AddMinutes(minute)).Location
                )
            );
            var (outcome, now) = (default(Outcome), trail.End.AddMinutes(7 * run % 50));
            outcome = await Outcome.OnceAsync(
                trail.Store,
                trail.Keys,
                trail.Request with
                {
                    Start = checkpoint?.NewFrom ?? TrailSimulator.Start,
                    End = now,
                    Checkpoint = checkpoint,
                },
                now
            );
            foreach (var finding in outcome.Findings.Where(finding => finding.Code is FindingCode.LogFileUnlisted))
                named.Add(finding.Subject.ToString()!);
            checkpoint = Advance(checkpoint, outcome);
        }

        // Backfill digests can still list log files of the last day.
        forged.Take(5 * 14).Select(location => location.ToString()).Should().BeSubsetOf(named);
    }

    [Fact]
    public async Task An_undecided_log_file_keeps_the_checkpoint_from_advancing()
    {
        Forge(_trail.Digests[^1].Start.AddMinutes(7));

        (await CheckpointAsync(_trail.End.AddHours(1))).Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task An_unexpected_object_does_not_keep_the_checkpoint_from_advancing()
    {
        Put("2025/05/04/events.json");

        (await CheckpointAsync(_trail.End.AddDays(3))).Entries.Should().ContainSingle();
    }

    private async Task<Checkpoint> CheckpointAsync(DateTimeOffset now) =>
        Advance(null, await _trail.VerifyAsync(now: now));

    private static Checkpoint Advance(Checkpoint? earlier, Outcome outcome)
    {
        var collector = new CheckpointCollector();
        foreach (var result in outcome.Results)
            collector.Add(result);
        return collector.Advance(earlier, outcome.Summary);
    }

    private ObjectLocation Forge(DateTimeOffset at) => _trail.Home.DeliverLogFile(at).Location;

    private ObjectLocation Put(string name, string content = "")
    {
        var location = new ObjectLocation(TrailSimulator.Bucket, $"AWSLogs/111122223333/CloudTrail/us-east-2/{name}");
        _trail.Store.Put(location, System.Text.Encoding.UTF8.GetBytes(content));
        return location;
    }

    private static Expected Unlisted(ObjectLocation location) => new(FindingCode.LogFileUnlisted, location);
}
