using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Fetching;

/// <summary>
/// An offline verification of a fetched copy gives the results of the store, whatever was done to the store.
/// </summary>
public sealed class OfflineAnswerTests
{
    private static readonly Dictionary<string, Action<TrailSimulator>> States = new(StringComparer.Ordinal)
    {
        ["untouched"] = _ => { },
        ["a log file deleted"] = trail => trail.Store.Delete(trail.Digests[1].LogFiles[0].Location),
        ["a log file changed"] = trail =>
            trail.Store.EditInflated(trail.Digests[1].LogFiles[0].Location, content => [.. content, 32]),
        ["bytes after a log file"] = trail =>
            trail.Store.Edit(trail.Digests[1].LogFiles[0].Location, content => [.. content, 0]),
        ["a log file that is no gzip"] = trail =>
            trail.Store.Edit(trail.Digests[1].LogFiles[0].Location, _ => "plain"u8.ToArray()),
        ["an empty log file"] = trail => trail.Store.Edit(trail.Digests[1].LogFiles[0].Location, _ => []),
        ["a digest deleted"] = trail => trail.Store.Delete(trail.Digests[2].Location),
        ["several digests deleted"] = trail => trail.Store.Delete(trail.Digests[2].Location, trail.Digests[3].Location),
        ["the newest digests deleted"] = trail =>
            trail.Store.Delete(trail.Digests[4].Location, trail.Digests[5].Location),
        ["all digests deleted"] = trail => trail.Store.Delete(trail.Digests.Select(digest => digest.Location)),
        ["a digest changed"] = trail =>
            trail.Store.EditInflated(trail.Digests[3].Location, content => [.. content, 32]),
        ["a digest without signature"] = trail => trail.Store.EditMetadata(trail.Digests[3].Location, _ => []),
        ["the newest digest without signature"] = trail => trail.Store.EditMetadata(trail.Digests[5].Location, _ => []),
        ["a copy without metadata"] = trail =>
            trail.Digests.ToList().ForEach(digest => trail.Store.EditMetadata(digest.Location, _ => null)),
        ["junk named like a digest"] = trail =>
            trail.Store.Put(trail.Home.LocationAt(trail.End.AddMinutes(30)), "junk"u8.ToArray()),
        ["no access to a log file"] = trail =>
            trail.Store.FailOn(trail.Digests[1].LogFiles[1].Location, "403 Forbidden"),
        ["no access to a digest"] = trail => trail.Store.FailOn(trail.Digests[2].Location, "403 Forbidden"),
        ["a truncated log file"] = trail => trail.Store.CutBody(trail.Digests[1].LogFiles[1].Location, 20),
        ["a truncated digest"] = trail => trail.Store.CutBody(trail.Digests[1].Location, 20),
        ["no access to any object"] = trail =>
            trail.Store.Locations.ToList().ForEach(location => trail.Store.FailOn(location, "503 Slow Down")),
        ["no listing of a region"] = trail =>
            trail.Store.FailListing("AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/"),
        ["no listing at all"] = trail => trail.Store.FailListing(""),
        ["a second region"] = trail => trail.In("eu-west-1").Hours(3),
        ["a second region, its digests deleted"] = trail =>
            trail.Store.Delete(trail.In("eu-west-1").Hours(3).Digests.Select(digest => digest.Location)),
        ["a backfill chain"] = trail =>
            trail.Home.Backfill(TrailSimulator.Start).Backfill(TrailSimulator.Start.AddHours(1)),
        ["a change of the bucket"] = trail =>
            trail.AddLocation("another-bucket").Home.MoveTo("another-bucket").Hours(2),
        ["a log file that no digest lists"] = trail => trail.Home.DeliverLogFile(TrailSimulator.Start.AddHours(2.5)),
        ["junk in a log folder"] = trail =>
            trail.Store.Put(
                trail.Digests[1].LogFiles[0].Location with
                {
                    Path = trail.Digests[1].LogFiles[0].Location.Path + ".bak",
                },
                "junk"u8.ToArray()
            ),
        ["a folder placeholder"] = trail =>
            trail.Store.Put(
                trail.Digests[1].LogFiles[0].Location with
                {
                    Path = trail.Digests[1].LogFiles[0].Location.Path[..^60] + "/",
                },
                []
            ),
        ["an object with the name of a folder"] = trail =>
            trail.Store.Put(
                trail.Digests[1].LogFiles[0].Location with
                {
                    Path = trail.Digests[1].LogFiles[0].Location.Path[..^60] + "/",
                },
                [1]
            ),
        ["a restart"] = trail => trail.Home.Restart(TimeSpan.FromHours(2)).Hours(2),
    };

    public static TheoryData<string> Names => [.. States.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_copy_gives_the_results_of_the_store(string state)
    {
        var trail = TrailSimulator.OfHours(6);
        States[state](trail);
        using var fixture = new FetchFixture(trail);
        var online = await fixture.VerifyStoreAsync();

        var (fetched, _) = await fixture.FetchAsync();
        var offline = await fixture.VerifyCopyAsync();

        fetched.Lines.Should().Equal(online.Lines, "a fetch verifies on the way");
        offline.Lines.Should().Equal(online.Lines);
        offline.Verdict.Should().Be(online.Verdict);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bundle_of_the_copy_gives_the_results_of_the_store(string state)
    {
        var trail = TrailSimulator.OfHours(6);
        States[state](trail);
        using var fixture = new FetchFixture(trail);

        await fixture.FetchAsync();

        (await fixture.VerifyBundleAsync()).Lines.Should().Equal((await fixture.VerifyStoreAsync()).Lines);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_partial_copy_gives_the_results_of_the_store_for_its_range(string state)
    {
        var trail = TrailSimulator.OfHours(6);
        States[state](trail);
        using var fixture = new FetchFixture(trail);
        VerificationRequest Part(VerificationRequest request) =>
            request with
            {
                Start = TrailSimulator.Start.AddHours(1.5),
                End = TrailSimulator.Start.AddHours(3.5),
            };

        await fixture.FetchAsync(change: Part);

        (await fixture.VerifyCopyAsync(Part))
            .Lines.Should()
            .Equal((await fixture.VerifyStoreAsync(change: Part)).Lines);
    }

    [Fact]
    public async Task Unavailable_keys_are_not_reported_as_unknown()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.In("eu-west-1").Hours(3);
        var keys = new KeysOfOneRegion(trail.Keys);
        using var fixture = new FetchFixture(trail);

        await fixture.FetchAsync(keys: keys);

        var offline = await fixture.VerifyCopyAsync();
        offline.Lines.Should().Equal((await fixture.VerifyStoreAsync(keys)).Lines);
        offline.Findings.Select(finding => finding.Code).Should().Equal(FindingCode.KeysUnavailable);
    }

    [Fact]
    public async Task Objects_fetched_on_a_second_attempt_count()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.Store.CutBody(trail.Digests[1].LogFiles[0].Location, 5);
        using var fixture = new FetchFixture(trail);
        (await fixture.FetchAsync()).Outcome.Verdict.Should().Be(Verdict.Incomplete);

        trail.Store.CutBody(trail.Digests[1].LogFiles[0].Location, int.MaxValue);
        (await fixture.FetchAsync()).Outcome.ShouldBeValid();

        (await fixture.VerifyCopyAsync()).ShouldBeValid();
    }

    [Fact]
    public async Task Without_log_files_none_is_reported_as_deleted_or_valid()
    {
        var trail = TrailSimulator.OfHours(3);
        using var fixture = new FetchFixture(trail);

        await fixture.FetchAsync(logFiles: false);

        fixture.State.Keys.Should().NotContain(path => path.Contains("/CloudTrail/", StringComparison.Ordinal));
        var offline = await fixture.VerifyCopyAsync();
        offline.ShouldBeIncomplete([
            .. trail
                .Digests.SelectMany(digest => digest.LogFiles)
                .Select(file => new Expected(FindingCode.LogFileUnreadable, file.Location)),
        ]);
        (await fixture.VerifyBundleAsync()).Lines.Should().Equal(offline.Lines);
        offline
            .Results.OfType<DigestResult>()
            .Should()
            .HaveCount(3)
            .And.OnlyContain(result => result.Verdict == Verdict.Valid);
    }

    [Fact]
    public async Task Log_files_of_days_that_were_not_fetched_are_not_reported_as_deleted()
    {
        var trail = TrailSimulator.OfHours(30, logFiles: 1);
        using var fixture = new FetchFixture(trail);

        await fixture.FetchAsync(change: request => request with { Start = TrailSimulator.Start.AddHours(20) });

        (await fixture.VerifyCopyAsync()).Verdict.Should().Be(Verdict.Incomplete);
    }

    [Fact]
    public async Task A_log_file_deleted_from_the_copy_is_reported_as_deleted()
    {
        var trail = TrailSimulator.OfHours(3);
        using var fixture = new FetchFixture(trail);
        await fixture.FetchAsync();

        File.Delete(fixture.PathOf(trail.Digests[1].LogFiles[0].Location));

        (await fixture.VerifyCopyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.LogFileMissing, trail.Digests[1].LogFiles[0].Location)
        );
    }

    private sealed class KeysOfOneRegion(KeyRing all) : IKeySource
    {
        public ValueTask<KeyRing> GetAsync(
            string region,
            DateTimeOffset from,
            DateTimeOffset until,
            CancellationToken cancellationToken = default
        ) =>
            region == TrailSimulator.HomeRegion
                ? ValueTask.FromResult(new KeyRing(all.Entries.Where(entry => entry.Region == region)))
                : throw new StoreException("access denied by CloudTrail");
    }
}
