using System.Globalization;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.QueryResults;
using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>
/// A run in one line: the verdict, then the worst fact first.
/// <code>
/// VALID       6 digest files, 12 log files; every second from 2025-05-04 10:00 to 16:00 UTC is covered
/// INVALID     1 log file was modified; 11 are valid
/// INCOMPLETE  nothing is wrong, but 8 h are not covered and 2 log files could not be checked
/// </code>
/// It contains only numbers and words of this library, no text from the bucket.
/// </summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Facts">What was found, without the verdict.</param>
internal sealed record VerdictSentence(Verdict Verdict, string Facts)
{
    /// <summary>The width of the column with the verdict.</summary>
    public const int Width = 12;

    /// <summary>The verdict in capitals.</summary>
    public string Word => Verdict.ToString().ToUpperInvariant();

    /// <summary>Returns the sentence on one line, e.g. <c>INVALID: 1 log file was modified</c>.</summary>
    public override string ToString() => $"{Start(Verdict)}{Facts}";

    /// <summary>Returns how the sentence of a verdict begins.</summary>
    public static string Start(Verdict verdict) => $"{verdict.ToString().ToUpperInvariant()}: ";

    /// <summary>Summarizes the verification of a trail.</summary>
    public static VerdictSentence Of(VerificationSummary summary) =>
        new(
            summary.Verdict,
            summary.Verdict switch
            {
                Verdict.Invalid => Invalid(summary),
                Verdict.Incomplete => Incomplete(summary),
                _ => Valid(summary),
            }
        );

    /// <summary>Summarizes the verification of query results.</summary>
    public static VerdictSentence Of(QueryResultsSummary summary)
    {
        var (files, signs) = (summary.ResultFiles, summary.SignFiles);
        var facts = summary.Verdict switch
        {
            Verdict.Invalid when files.Invalid > 0 =>
                $"{Count(files.Invalid, "query result file")} failed verification; "
                    + $"{Count(files.Valid, "valid one")}",
            Verdict.Invalid => "the sign file or the folder failed verification, so the files prove nothing",
            Verdict.Incomplete when files.Incomplete > 0 =>
                $"nothing is wrong, but {Count(files.Incomplete, "query result file")} could not be checked",
            Verdict.Incomplete => "nothing is wrong, but not everything could be checked",
            _ => $"{Count(signs.Valid, "sign file")}, {Count(files.Valid, "query result file")}; all unchanged",
        };
        return new VerdictSentence(summary.Verdict, facts);
    }

    private static string Valid(VerificationSummary summary)
    {
        var files = $"{Digests(summary.Total)}, {Count(summary.Total.LogFiles.Valid, "log file")}";
        var chains = summary.Chains.Count > 1 ? $" in {PlainWords.Number(summary.Chains.Count)} chains" : "";
        return $"{files}{chains}; {Covered(summary)}";
    }

    /// <summary>States the time that every chain covers.</summary>
    private static string Covered(VerificationSummary summary)
    {
        var found = summary.Chains.Select(chain => chain.Results.Found).OfType<DigestPeriod>().ToList();
        if (found.Count < summary.Chains.Count || found.Count == 0)
            return "nothing failed";
        var (start, end) = (found.Max(period => period.Start), found.Min(period => period.End));
        return start < end ? $"every second from {Range(start, end)} UTC is covered" : "nothing failed";
    }

    private static string Range(DateTimeOffset start, DateTimeOffset end) =>
        start.UtcDateTime.Date == end.UtcDateTime.Date
            ? $"{Minute(start)} to {Minute(end)[11..]}"
            : $"{Minute(start)} to {Minute(end)}";

    private static string Minute(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            time.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss",
            CultureInfo.InvariantCulture
        );

    private static string Invalid(VerificationSummary summary)
    {
        var (total, problems) = (summary.Total, summary.Problems);
        var modified = problems.LogFiles(
            FindingCode.LogFileHash,
            FindingCode.LogFileFormat,
            FindingCode.LogFileTrailingData
        );
        var missing = problems.LogFiles(FindingCode.LogFileMissing);
        var lost = problems.Digests(
            FindingCode.DigestMissing,
            FindingCode.DigestMissingByRhythm,
            FindingCode.CheckpointGone
        );
        string[] facts =
        [
            Verb(modified, "log file", "modified"),
            State(missing, "log file", "missing"),
            Failed(total.LogFiles.Invalid - modified - missing, "log file"),
            Failed(total.Digests.Invalid + total.BackfillDigests.Invalid - lost, "digest file"),
            State(lost, "digest file", "missing"),
            Verb(total.Unlisted.Invalid, "unlisted object", "found"),
        ];
        var bad = PlainWords.List([.. facts.Where(fact => fact.Length > 0)]);
        string[] others = [Open(summary), Rest(total)];
        return string.Join(
            "; ",
            others.Where(fact => fact.Length > 0).Prepend(bad.Length > 0 ? bad : "something failed verification")
        );
    }

    private static string Rest(ResultSummary total)
    {
        var (digests, logFiles) = (total.Digests.Valid + total.BackfillDigests.Valid, total.LogFiles.Valid);
        var onlyLogFiles = total.Digests.Invalid + total.BackfillDigests.Invalid + total.Unlisted.Invalid == 0;
        return onlyLogFiles && logFiles > 0 ? $"{PlainWords.Number(logFiles)} {Are(logFiles)} valid"
            : digests + logFiles == 0 ? "nothing is valid"
            : $"{Digests(total)} and {Count(logFiles, "log file")} are valid";
    }

    private static string Incomplete(VerificationSummary summary)
    {
        var total = summary.Total;
        if (summary.IsInterrupted)
            return $"interrupted: nothing was wrong in {Digests(total)} and "
                + $"{Count(total.LogFiles.Valid, "log file")} checked so far";
        if (total.Digests.Total + total.BackfillDigests.Total == 0 && total.UncheckedRanges == 0)
            return "no digest files were found, so nothing was checked";
        return Open(summary) is { Length: > 0 } open
            ? $"nothing is wrong, but {open}"
            : "nothing is wrong, but not everything could be checked";
    }

    /// <summary>Returns what is not covered or could not be checked; empty if nothing is.</summary>
    private static string Open(VerificationSummary summary)
    {
        var total = summary.Total;
        var seconds = (long)total.NotCovered.TotalSeconds;
        string[] parts =
        [
            total.Ranges == 0 ? "" : $"{PlainWords.Duration(seconds)} {(seconds == 3600 ? "is" : "are")} not covered",
            NotChecked(total.Digests.Incomplete + total.BackfillDigests.Incomplete, "digest file"),
            NotChecked(total.LogFiles.Incomplete, "log file"),
            NotChecked(total.Unlisted.Incomplete, "unlisted object"),
        ];
        return PlainWords.List([.. parts.Where(part => part.Length > 0)]);
    }

    private static string Digests(ResultSummary total) =>
        Count(total.Digests.Valid + total.BackfillDigests.Valid, "digest file");

    private static string NotChecked(int number, string noun) =>
        number == 0 ? "" : $"{Count(number, noun)} could not be checked";

    private static string Failed(int number, string noun) =>
        number <= 0 ? "" : $"{Count(number, noun)} failed verification";

    private static string Verb(int number, string noun, string done) =>
        number == 0 ? "" : $"{Count(number, noun)} {(number == 1 ? "was" : "were")} {done}";

    private static string State(int number, string noun, string state) =>
        number == 0 ? "" : $"{Count(number, noun)} {Are(number)} {state}";

    private static string Are(int number) => number == 1 ? "is" : "are";

    private static string Count(int number, string noun) => PlainWords.Count(number, noun, noun + "s");
}
