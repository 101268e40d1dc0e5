using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// The outcome in plain words: one sentence to quote, and caveats.
/// <code>
/// Invalid: 1 of 12 log files and 1 of 6 digest files failed verification.
/// Incomplete: 2 h of 6 h are not covered by any digest file.
/// Valid: all 12 log files and all 6 digest files are unchanged since delivery, with no hour missing between them.
/// </code>
/// It contains only numbers and words of this library, no text from the bucket.
/// </summary>
internal static class Headline
{
    public static string Of(ReportDocument document) =>
        document.Verdict switch
        {
            Verdict.Invalid => $"Invalid: {Failed(document) ?? "something failed verification"}.",
            Verdict.Incomplete => $"Incomplete: {Sentences(document)[0]}.",
            Verdict.Valid => $"Valid: {Unchanged(document)}.",
            _ => throw new ArgumentOutOfRangeException(nameof(document), document.Verdict, null),
        };

    /// <summary>Returns the sentence and the caveats in one line.</summary>
    public static string InFull(ReportDocument document) => string.Join(' ', [Of(document), .. Caveats(document)]);

    /// <summary>Returns the sentence and the caveats for one chain.</summary>
    public static string InFull(ReportDocument document, ReportChain chain) =>
        InFull(
            document with
            {
                Verdict = chain.Verdict,
                Total = chain.Counts,
                Chains = [chain],
                IsInterrupted = false,
                Fetch = null,
            }
        );

    /// <summary>Returns what was not checked or not covered, unless the first sentence states it.</summary>
    public static IEnumerable<string> Caveats(ReportDocument document) =>
        document.Verdict switch
        {
            Verdict.Incomplete => Sentences(document).Skip(1).Select(Sentence),
            _ => Missing(document).Select(Sentence),
        };

    private static string? Failed(ReportDocument document)
    {
        var counts = document.Total;
        string[] parts =
        [
            .. Kinds(counts)
                .Where(kind => kind.Tally.Invalid > 0)
                .Select(kind => $"{PlainWords.Number(kind.Tally.Invalid)} of {Of(kind)}"),
            .. Unlisted(counts.UnlistedObjects.Invalid),
        ];
        if (parts.Length == 0)
            return null;
        return $"{PlainWords.List(parts)} failed verification";
    }

    private static string Unchanged(ReportDocument document)
    {
        var kinds = Kinds(document.Total).Where(kind => Total(kind.Tally) > 0).ToList();
        if (kinds.Count == 0)
            return "everything found is unchanged since delivery";
        var isOne = kinds.Count == 1 && Total(kinds[0].Tally) == 1;
        var parts = kinds.Select(kind => Total(kind.Tally) == 1 ? $"the only {kind.One}" : $"all {Of(kind)}").ToList();
        var isGapless = document.QueryResults is null && document.Total.NotCoveredRanges == 0;
        var verb = isOne ? "is" : "are";
        return $"{PlainWords.List(parts)} {verb} unchanged since delivery"
            + (isGapless ? ", with no hour missing between them" : "");
    }

    private static List<string> Sentences(ReportDocument document) =>
        Missing(document) is { Count: > 0 } missing ? missing : ["not everything could be checked"];

    private static List<string> Missing(ReportDocument document)
    {
        var (counts, missing) = (document.Total, new List<string>());
        if (document.IsInterrupted)
            missing.Add("the verification was interrupted before it reached the end");
        if (document.QueryResults is null && Total(counts.DigestFiles) + Total(counts.BackfillDigestFiles) == 0)
            missing.Add("no digest file was found, so nothing was checked");
        string[] notChecked =
        [
            .. Kinds(counts)
                .Where(kind => kind.Tally.CouldNotCheck > 0)
                .Select(kind => $"{PlainWords.Number(kind.Tally.CouldNotCheck)} of {Of(kind)}"),
            .. Unlisted(counts.UnlistedObjects.CouldNotCheck),
        ];
        if (counts.NotCoveredRanges > 0)
            missing.Add(NotCovered(document));
        if (document.Fetch?.CountProblems() is > 0 and var problems)
            missing.Add($"{PlainWords.Count(problems, "object", "objects")} could not be fetched or changed afterward");
        if (notChecked.Length > 0)
            missing.Add($"{PlainWords.List(notChecked)} could not be checked");
        return missing;
    }

    private static string NotCovered(ReportDocument document)
    {
        var (seconds, each) = (
            document.Total.NotCoveredSeconds,
            document.Requested is { } requested ? (requested.End - requested.Start).TotalSeconds : 0
        );
        var (all, chains) = (each * document.Chains.Count, document.Chains.Count);
        var of =
            seconds > all ? ""
            : chains == 1 ? $" of {PlainWords.Duration((long)all)}"
            : $" of {PlainWords.Duration((long)all)} ({PlainWords.Duration((long)each)} in each of {chains} chains)";
        return $"{PlainWords.Duration(seconds)}{of} {(seconds == 3600 ? "is" : "are")} not covered by any digest file";
    }

    private static string Sentence(string clause) => $"{char.ToUpperInvariant(clause[0])}{clause[1..]}.";

    private static IEnumerable<(ReportTally Tally, string One, string Many)> Kinds(ReportCounts counts) =>
        [
            (counts.LogFiles, "log file", "log files"),
            (counts.DigestFiles, "digest file", "digest files"),
            (counts.BackfillDigestFiles, "backfill digest file", "backfill digest files"),
            .. counts is { SignFiles: { } signFiles, ResultFiles: { } resultFiles }
                ? new[]
                {
                    (resultFiles, "query result file", "query result files"),
                    (signFiles, "sign file", "sign files"),
                }
                : [],
        ];

    private static string[] Unlisted(int count) =>
        count == 0 ? [] : [PlainWords.Count(count, "unlisted object", "unlisted objects")];

    private static string Of((ReportTally Tally, string One, string Many) kind) =>
        PlainWords.Count(Total(kind.Tally), kind.One, kind.Many);

    private static long Total(ReportTally tally) => (long)tally.Valid + tally.Invalid + tally.CouldNotCheck;
}
