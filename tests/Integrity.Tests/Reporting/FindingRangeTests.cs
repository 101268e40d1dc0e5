using Integrity.Reporting;
using Integrity.Tests.Support;

namespace Integrity.Tests.Reporting;

/// <summary>The time range of a finding in a report.</summary>
public sealed class FindingRangeTests
{
    [Fact]
    public async Task A_log_file_has_the_period_of_the_digest_that_lists_it()
    {
        var trail = TrailSimulator.OfHours(4);
        trail.Store.Delete(trail.Digests[1].LogFiles[0].Location);
        trail.Store.Delete(trail.Digests[3].LogFiles[1].Location);

        var ranges = (await DocumentAsync(trail)).Findings.Select(finding => (finding.Location, finding.Range));

        ranges
            .Should()
            .Equal(
                (trail.Digests[3].LogFiles[1].Location.ToString(), RangeOf(trail.Digests[3])),
                (trail.Digests[1].LogFiles[0].Location.ToString(), RangeOf(trail.Digests[1]))
            );
    }

    [Fact]
    public async Task Log_files_of_different_regions_have_their_own_periods()
    {
        var trail = TrailSimulator.OfHours(3);
        trail.In("eu-west-1").Hours(2);
        var elsewhere = trail.In("eu-west-1").Digests[0];
        trail.Store.Delete(elsewhere.LogFiles[0].Location);
        trail.Store.Delete(trail.Digests[2].LogFiles[0].Location);

        var findings = (await DocumentAsync(trail)).Findings.Where(finding => finding.Subject == ReportSubject.LogFile);

        findings
            .Select(finding => (finding.Region, finding.Range))
            .Should()
            .Equal(("eu-west-1", RangeOf(elsewhere)), ("us-east-2", RangeOf(trail.Digests[2])));
    }

    private static async Task<ReportDocument> DocumentAsync(TrailSimulator trail)
    {
        var outcome = await trail.VerifyAsync();
        var collector = new ReportCollector(outcome.Summary);
        foreach (var result in outcome.Results)
            collector.Add(result);
        return collector.ToDocument(new ReportTool("ctverify", "1.0.0", null), trail.End);
    }

    private static ReportRange RangeOf(SimulatedDigest digest) => new(digest.Period.Start, digest.Period.End);
}
