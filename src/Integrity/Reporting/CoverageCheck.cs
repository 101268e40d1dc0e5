using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>Checks that the coverage of a chain shows no stretch as better than the findings on it.</summary>
internal sealed class CoverageCheck(ReportChain chain, ReportRange requested)
{
    /// <exception cref="FormatException">It does, or a stretch lies outside the range.</exception>
    public void Check(IEnumerable<ReportFinding> findings, string name)
    {
        foreach (var stretch in chain.Coverage)
        {
            if (stretch.Start >= stretch.End || stretch.Start < requested.Start || stretch.End > requested.End)
                throw Contradiction($"the coverage of {name} lies outside \"requested\"");
            if (VerdictOf(stretch) < chain.Verdict)
                throw Contradiction($"the coverage of {name} is worse than its verdict");
        }
        var invalid = Joined(stretch => stretch.State == CoverageState.Invalid);
        var notValid = Joined(stretch => stretch.State != CoverageState.Valid);
        foreach (var finding in findings)
        {
            if (finding is not { IsBackfill: false, Range: { } range, Code: not FindingCode.ListingTooLarge }) continue;
            var clipped = new ReportRange(Later(range.Start, requested.Start), Earlier(range.End, requested.End));
            if (clipped.Start >= clipped.End || Overlaps(finding.Weight == Verdict.Invalid ? invalid : notValid, clipped)) continue;
            throw Contradiction($"the coverage of {name} hides a finding: {finding.Code}");
        }
    }

    private static Verdict VerdictOf(ReportStretch stretch) => stretch.State switch
    {
        CoverageState.Valid => Verdict.Valid,
        CoverageState.Invalid => Verdict.Invalid,
        _ => Verdict.Incomplete,
    };

    /// <summary>Stretches of some kind, oldest first, without overlaps.</summary>
    private List<ReportRange> Joined(Func<ReportStretch, bool> isWanted)
    {
        var joined = new List<ReportRange>();
        foreach (var stretch in chain.Coverage.Where(isWanted).OrderBy(stretch => stretch.Start))
        {
            if (joined.Count > 0 && stretch.Start <= joined[^1].End) joined[^1] = joined[^1] with { End = Later(joined[^1].End, stretch.End) };
            else joined.Add(new ReportRange(stretch.Start, stretch.End));
        }
        return joined;
    }

    private static bool Overlaps(List<ReportRange> ranges, ReportRange range)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].End <= range.Start) low = middle + 1;
            else high = middle;
        }
        return low < ranges.Count && ranges[low].Start < range.End;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static FormatException Contradiction(string message) =>
        new($"it contradicts itself, so it was edited or damaged: {message}");
}
