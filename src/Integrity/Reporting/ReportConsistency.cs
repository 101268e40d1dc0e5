using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// Checks that a report is consistent. Verdicts and counts follow from the findings. If they do not, the report was
/// edited or damaged. This does not prove origin: reports are not signed, and consistent edits are not detected. Texts,
/// times, the number of valid objects, the trail and the program cannot be checked against anything else in the report.
/// </summary>
internal static class ReportConsistency
{
    private static readonly long LongestSeconds = (long)TimeSpan.MaxValue.TotalSeconds;

    /// <exception cref="FormatException">The report contradicts itself.</exception>
    public static void Check(ReportDocument document)
    {
        CheckCounts(document.Total, "total");
        CheckLeftOut(document);
        if (document.Found is { } found && document.Requested is { } asked)
            Require(
                found.Start <= found.End && asked.Start <= found.Start && found.End <= asked.End,
                "\"found\" is outside \"requested\""
            );
        var worst = document.QueryResults is null ? CheckTrail(document) : CheckQueryResults(document);
        if (document.IsInterrupted)
            worst = Min(worst, Verdict.Incomplete);
        if (document.Fetch is { } fetch)
            worst = fetch.On(worst);
        Require(
            document.Verdict == worst,
            $"\"verdict\" is {document.Verdict}, but its findings and counts make it {worst}"
        );
        Require(
            document.Summary?.StartsWith(VerdictSentence.Start(worst), StringComparison.Ordinal) != false,
            $"\"summary\" does not start with {VerdictSentence.Start(worst)}"
        );
    }

    private static void CheckLeftOut(ReportDocument document)
    {
        Require(
            document.FindingsLeftOut >= 0 && document.Fetch is null or { ProblemsLeftOut: >= 0 },
            "a count is negative"
        );
        Require(
            document.FindingsLeftOut == 0 || document.Findings.Count >= ReportCollector.MaxFindings,
            $"\"findingsLeftOut\" is {document.FindingsLeftOut}, but {document.Findings.Count} findings do not reach "
                + $"the limit"
        );
    }

    private static Verdict CheckTrail(ReportDocument document)
    {
        var findings = document.Findings.ToLookup(finding => (finding.AccountId, finding.Region));
        var chains = document.Chains.Select(chain => (chain.AccountId, chain.Region)).ToHashSet();
        Require(chains.Count == document.Chains.Count, "\"chains\" names a chain twice");
        var foreign = document.Findings.FirstOrDefault(finding =>
            !chains.Contains((finding.AccountId, finding.Region))
        );
        Require(
            foreign is null,
            $"a finding names the chain {foreign?.AccountId} {foreign?.Region}, which is not in \"chains\""
        );
        var worst = VerdictOf(document.Total, []);
        foreach (var chain in document.Chains)
        {
            var name = $"chain {chain.AccountId} {chain.Region}";
            CheckCounts(chain.Counts, name);
            var own = findings[(chain.AccountId, chain.Region)].ToList();
            var expected = VerdictOf(chain.Counts, own);
            var isWhole = document.FindingsLeftOut == 0;
            Require(
                isWhole ? chain.Verdict == expected : chain.Verdict <= expected,
                $"the verdict of {name} is {chain.Verdict}, but its findings and counts make it {expected}"
            );
            if (isWhole)
                CheckAgainstFindings(chain.Counts, own, name);
            Require(
                chain.Counts.DigestFiles.Valid + chain.Counts.BackfillDigestFiles.Valid == 0
                    || document.Keys.Any(key => key.Region == chain.Region),
                $"{name} has valid digest files, but \"keys\" names no key of its region"
            );
            new CoverageCheck(chain, document.Requested!).Check(own, name);
            worst = Min(worst, chain.Verdict);
        }
        CheckSums(document);
        return worst;
    }

    private static Verdict CheckQueryResults(ReportDocument document)
    {
        var total = document.Total;
        Require(
            document.TrailArn is null && document.Chains.Count == 0,
            "it is about query results, but names a trail or chains"
        );
        Require(
            total.SignFiles is not null && total.ResultFiles is not null,
            "it is about query results, but does not count them"
        );
        if (document.FindingsLeftOut == 0)
        {
            CheckTally(
                total.SignFiles!,
                document.Findings.Where(finding => finding.Subject == ReportSubject.SignFile),
                "signFiles"
            );
            CheckTally(
                total.ResultFiles!,
                document.Findings.Where(finding => finding.Subject == ReportSubject.ResultFile),
                "resultFiles"
            );
        }
        var worst = Min(Worst(document.Findings), Min(VerdictOf(total.SignFiles!), VerdictOf(total.ResultFiles!)));
        return total.SignFiles!.Valid > 0 && total.ResultFiles!.Valid > 0 ? worst : Min(worst, Verdict.Incomplete);
    }

    /// <summary>
    /// Returns the verdict that follows from counts and findings. Without a valid digest file it is never valid.
    /// </summary>
    private static Verdict VerdictOf(ReportCounts counts, IReadOnlyCollection<ReportFinding> findings)
    {
        var worst = Worst(findings);
        foreach (var tally in Objects(counts))
            worst = Min(worst, VerdictOf(tally));
        return counts.NotCoveredRanges > 0 || counts.DigestFiles.Valid + counts.BackfillDigestFiles.Valid == 0
            ? Min(worst, Verdict.Incomplete)
            : worst;
    }

    private static Verdict VerdictOf(ReportTally tally) =>
        tally.Invalid > 0 ? Verdict.Invalid
        : tally.CouldNotCheck > 0 ? Verdict.Incomplete
        : Verdict.Valid;

    private static Verdict Worst(IEnumerable<ReportFinding> findings) =>
        findings.Select(finding => finding.Severity).DefaultIfEmpty(Verdict.Valid).Min();

    private static Verdict Min(Verdict a, Verdict b) => a < b ? a : b;

    private static ReportTally[] Objects(ReportCounts counts) =>
        [counts.DigestFiles, counts.BackfillDigestFiles, counts.LogFiles, counts.UnlistedObjects];

    private static void CheckAgainstFindings(ReportCounts counts, List<ReportFinding> findings, string name)
    {
        var ofObjects = findings.Where(finding => finding.Subject != ReportSubject.Range);
        var sum = Objects(counts)
            .Aggregate(
                (Invalid: 0L, Open: 0L),
                (all, tally) => (all.Invalid + tally.Invalid, all.Open + tally.CouldNotCheck)
            );
        CheckTally(sum.Invalid, sum.Open, ofObjects, name);
        var ranges = findings.Count(finding => finding.Subject == ReportSubject.Range);
        Require(
            counts.NotCoveredRanges <= ranges,
            $"{name} counts {counts.NotCoveredRanges} ranges, but {ranges} findings are about ranges"
        );
    }

    private static void CheckTally(ReportTally tally, IEnumerable<ReportFinding> findings, string name) =>
        CheckTally(tally.Invalid, tally.CouldNotCheck, findings, name);

    /// <summary>
    /// Checks that every object that is not valid has a finding, and every finding has such an object. One object can
    /// have several findings.
    /// </summary>
    private static void CheckTally(long invalid, long open, IEnumerable<ReportFinding> findings, string name)
    {
        var (ofInvalid, ofOpen) = (0L, 0L);
        foreach (var finding in findings)
        {
            if (finding.Severity == Verdict.Invalid)
                ofInvalid++;
            else
                ofOpen++;
        }
        Require(
            invalid <= ofInvalid && (invalid > 0 || ofInvalid == 0),
            $"{name} counts {invalid} invalid objects, but {ofInvalid} findings make objects invalid"
        );
        Require(
            open <= ofOpen,
            $"{name} counts {open} objects that could not be checked, but {ofOpen} findings are of that kind"
        );
        Require(
            invalid + open > 0 || ofInvalid + ofOpen == 0,
            $"{name} counts only valid objects, but has findings about objects"
        );
    }

    private static void CheckSums(ReportDocument document)
    {
        var (total, chains) = (
            Numbers(document.Total),
            document.Chains.Select(chain => Numbers(chain.Counts)).ToList()
        );
        Require(
            Enumerable.Range(0, total.Length).All(at => total[at] == chains.Sum(chain => chain[at])),
            "\"total\" is not the sum of its chains"
        );
        // Each chain loses a fraction of a second, and a sum is capped at the maximum duration.
        var seconds = Math.Min(
            LongestSeconds,
            chains.Count == 0 ? 0 : document.Chains.Sum(chain => (decimal)chain.Counts.NotCoveredSeconds)
        );
        Require(
            Math.Abs(document.Total.NotCoveredSeconds - seconds) <= chains.Count,
            "\"total\" does not add up the uncovered time"
        );
    }

    private static long[] Numbers(ReportCounts counts) =>
        [
            .. Objects(counts).SelectMany(tally => new long[] { tally.Valid, tally.Invalid, tally.CouldNotCheck }),
            counts.NotCoveredRanges,
        ];

    private static void CheckCounts(ReportCounts counts, string name)
    {
        IEnumerable<ReportTally?> all = [.. Objects(counts), counts.SignFiles, counts.ResultFiles];
        var isNegative =
            all.Any(tally => tally is { Valid: < 0 } or { Invalid: < 0 } or { CouldNotCheck: < 0 })
            || counts.NotCoveredRanges < 0
            || counts.NotCoveredSeconds < 0;
        Require(!isNegative, $"a count of {name} is negative");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new FormatException($"the report contradicts itself, so it was edited or damaged: {otherwise}");
    }
}
