using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>Checks that the coverage of a chain is not better than its findings.</summary>
internal sealed class CoverageCheck(ReportChain chain, ReportRange requested)
{
    /// <exception cref="FormatException">The coverage hides a finding, or an interval is outside the range.</exception>
    public void Check(IEnumerable<ReportFinding> findings, string name)
    {
        foreach (var interval in chain.Coverage)
        {
            if (interval.Start >= interval.End || interval.Start < requested.Start || interval.End > requested.End)
                throw Contradiction($"the coverage of {name} is outside \"requested\"");
            if (VerdictOf(interval) < chain.Verdict)
                throw Contradiction($"the coverage of {name} is worse than its verdict");
        }
        var invalid = Joined(interval => interval.State == CoverageState.Invalid);
        var notValid = Joined(interval => interval.State != CoverageState.Valid);
        foreach (var finding in findings)
        {
            if (finding is not { IsBackfill: false, Range: { } range, Code: not FindingCode.ListingTooLarge })
                continue;
            var clipped = new ReportRange(Later(range.Start, requested.Start), Earlier(range.End, requested.End));
            if (
                clipped.Start >= clipped.End
                || Overlaps(finding.Severity == Verdict.Invalid ? invalid : notValid, clipped)
            )
                continue;
            throw Contradiction($"the coverage of {name} hides a finding: {finding.Code}");
        }
    }

    private static Verdict VerdictOf(CoverageInterval interval) =>
        interval.State switch
        {
            CoverageState.Valid => Verdict.Valid,
            CoverageState.Invalid => Verdict.Invalid,
            _ => Verdict.Incomplete,
        };

    /// <summary>Returns the matching intervals, oldest first, with overlapping ones joined.</summary>
    private List<ReportRange> Joined(Func<CoverageInterval, bool> isWanted)
    {
        var joined = new List<ReportRange>();
        foreach (var interval in chain.Coverage.Where(isWanted).OrderBy(interval => interval.Start))
        {
            if (joined.Count > 0 && interval.Start <= joined[^1].End)
                joined[^1] = joined[^1] with { End = Later(joined[^1].End, interval.End) };
            else
                joined.Add(new ReportRange(interval.Start, interval.End));
        }
        return joined;
    }

    private static bool Overlaps(List<ReportRange> ranges, ReportRange range)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].End <= range.Start)
                low = middle + 1;
            else
                high = middle;
        }
        return low < ranges.Count && ranges[low].Start < range.End;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static FormatException Contradiction(string message) =>
        new($"the report contradicts itself, so it was edited or damaged: {message}");
}
