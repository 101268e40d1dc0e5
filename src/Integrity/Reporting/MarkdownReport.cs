using System.Globalization;
using System.Text;
using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>
/// Writes the Markdown report, for the job summary on GitHub: the verdict first, then the worst findings. GitHub
/// rejects a summary larger than 1,024 KiB (<c>$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of
/// 1024k</c>), and people read it. What does not fit is counted.
/// </summary>
public static class MarkdownReport
{
    /// <summary>Maximum number of findings.</summary>
    public const int MaxFindings = 500;

    private const int MaxChains = 200;
    private const int MaxLines = 20;
    private const int MaxLocation = 1_100;
    private const int MaxText = 300;

    private const int MaxName = 64;

    /// <summary>
    /// No finding is added beyond this size. In the worst case, one takes less than 32 KiB, and the rest of the report
    /// less than 200 KiB.
    /// </summary>
    private const int MaxBytes = 700 * 1024;

    /// <summary>Writes a document.</summary>
    public static void Write(ReportDocument document, Stream stream)
    {
        using var output = new StreamWriter(
            stream,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            leaveOpen: true
        )
        {
            NewLine = "\n",
        };
        var bytes = 0;
        foreach (
            var line in Head(document).Concat(Chains(document)).Concat(Coverage(document)).Concat(NotFetched(document))
        )
            bytes += WriteLine(output, line);
        WriteFindings(output, document, bytes);
        foreach (var line in Hints(document).Concat(Foot(document)))
            WriteLine(output, line);
    }

    private static IEnumerable<string> Head(ReportDocument document)
    {
        yield return $"## {Icon(document.Verdict)} {Headline.Of(document)}";
        yield return "";
        foreach (var sentence in Headline.Caveats(document))
        {
            yield return sentence;
            yield return "";
        }
        if (document.QueryResults is not null)
            yield return $"Query results {MarkdownText.Code(document.Subject, MaxLocation)}  ";
        else
            yield return $"Trail {MarkdownText.Code(document.Subject, MaxLocation)}  ";
        if (document.Relocation is { } relocation)
            yield return $"Read from the copy in {MarkdownText.Code(relocation.Copy, MaxLocation)}, instead of "
                + $"{MarkdownText.Code(relocation.Original, MaxLocation)}  ";
        if (document.Bundle is { } bundle)
            yield return $"Read from the bundle {MarkdownText.Code(bundle.File, MaxLocation)}, "
                + $"{MarkdownText.Prose(bundle.Words, MaxText)}  ";
        if (document.Fetch is { } fetch)
            yield return $"{fetch.Words(MarkdownText.Code(fetch.Folder, MaxLocation))}  ";
        if (document.Requested is { } requested)
            yield return $"Range {FindingWords.Range(requested)}, {Found(document)}  ";
        yield return $"Verified at {UtcTime.Format(document.VerifiedAt)} by "
            + $"{MarkdownText.Prose($"{document.Tool.Name} ", MaxText).TrimEnd()} "
            + $"{MarkdownText.Code(document.Tool.Version, MaxText)}";
        yield return "";
    }

    private static string Found(ReportDocument document) =>
        document.Found is { } found
            ? $"verified digest files found for {FindingWords.Range(found)}"
            : "no verified digest files found";

    private static IEnumerable<string> Chains(ReportDocument document)
    {
        if (document.Chains.Count == 0)
            yield break;
        yield return "### Chains";
        yield return "";
        yield return "| account | region | verdict | digest files | log files | not covered |";
        yield return "| --- | --- | --- | --- | --- | --- |";
        foreach (var chain in WorstFirst(document).Take(MaxChains))
        {
            var counts = chain.Counts;
            var digests =
                Sum(counts.BackfillDigestFiles) == 0
                    ? Tally(counts.DigestFiles)
                    : $"{Tally(counts.DigestFiles)}; backfill: {Tally(counts.BackfillDigestFiles)}";
            var open = counts.NotCoveredRanges == 0 ? "–" : PlainWords.Duration(counts.NotCoveredSeconds);
            var logFiles =
                Sum(counts.UnlistedObjects) == 0
                    ? Tally(counts.LogFiles)
                    : $"{Tally(counts.LogFiles)}; unlisted: {Sum(counts.UnlistedObjects)}";
            yield return $"| {Cell(chain.AccountId)} | {Cell(chain.Region)} | {Word(chain.Verdict)} | {digests} | "
                + $"{logFiles} | {open} |";
        }
        yield return "";
        if (document.Chains.Count > MaxChains)
            yield return $"{Number(document.Chains.Count - MaxChains)} more chains are not shown; the worst are shown "
                + $"first.\n";
    }

    private static IEnumerable<string> Coverage(ReportDocument document)
    {
        if (document.Chains.Count == 0 || document.Requested is null)
            yield break;
        var row = new CoverageRow(document.Requested);
        var chains = WorstFirst(document)
            .Take(MaxChains)
            .Select(chain => (Name: ChainName(chain), chain.Coverage))
            .ToList();
        var width = chains.Max(chain => chain.Name.Length);
        yield return "### Coverage";
        yield return "";
        yield return $"Oldest on the left; one block is {PlainWords.Duration((long)row.Block.TotalSeconds)}.";
        yield return "";
        yield return "```text";
        foreach (var (name, coverage) in chains)
            yield return $"{name.PadRight(width)}  {row.Of(coverage)}";
        yield return "";
        yield return CoverageRow.Legend;
        yield return "```";
        yield return "";
    }

    private static IEnumerable<string> NotFetched(ReportDocument document)
    {
        if (document.Fetch is not { } fetch || fetch.CountProblems() == 0)
            yield break;
        yield return "### Differences from the store\n";
        foreach (var problem in fetch.Problems.Take(MaxLines))
            yield return $"- {MarkdownText.Code(problem.Location, MaxLocation)}"
                + $"<br>{MarkdownText.Prose(problem.Words, MaxText)}";
        var leftOut = fetch.CountProblems() - Math.Min(MaxLines, fetch.Problems.Count);
        if (leftOut > 0)
            yield return $"- {Number(leftOut)} more objects are not shown.";
        yield return "";
    }

    private static void WriteFindings(StreamWriter output, ReportDocument document, int bytes)
    {
        if (document.Findings.Count + document.FindingsLeftOut == 0)
            return;
        bytes += WriteLine(output, "### Findings\n\n| verdict | finding |\n| --- | --- |");
        var written = 0;
        foreach (var finding in FindingWords.WorstFirst(document.Findings))
        {
            if (written == MaxFindings || bytes > MaxBytes)
                break;
            bytes += WriteLine(output, $"| {Word(finding.Severity)} | {Cell(finding)} |");
            written++;
        }
        var leftOut = document.Findings.Count - written + document.FindingsLeftOut;
        WriteLine(
            output,
            leftOut == 0 ? "" : $"\n{Number(leftOut)} more findings are not shown; the worst are shown first.\n"
        );
    }

    /// <summary>
    /// Writes a finding into a single cell. Object paths are long, and nobody scrolls right to see the cells after one.
    /// </summary>
    private static string Cell(ReportFinding finding) =>
        $"{FindingWords.Subject(finding)}: {MarkdownText.Prose(finding.Message, MaxText)}"
        + $"<br>{MarkdownText.Code(FindingWords.Location(finding), MaxLocation)}"
        + $"{Part("expected", finding.Expected)}{Part("found", finding.Actual)}";

    private static string? Part(string name, string? value) =>
        value is null ? null : $"<br>{name} {MarkdownText.Code(value, MaxText)}";

    private static IEnumerable<string> Hints(ReportDocument document)
    {
        var hints = document
            .Findings.Select(finding => finding.Hint)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (hints.Count == 0)
            yield break;
        yield return "### Hints\n";
        foreach (var hint in hints.Take(MaxLines))
            yield return $"- {MarkdownText.Prose(hint, MaxText)}";
        if (hints.Count > MaxLines)
            yield return $"- {Number(hints.Count - MaxLines)} more hints are not shown.";
        yield return "";
    }

    private static IEnumerable<string> Foot(ReportDocument document)
    {
        yield return "### What this does not prove\n";
        foreach (var sentence in document.NotProved.Take(MaxLines))
            yield return $"- {MarkdownText.Prose(sentence, MaxText)}";
        yield return "";
        if (document.Keys.Count == 0)
            yield break;
        yield return "<details><summary>Keys that signed the verified files</summary>\n";
        foreach (var key in document.Keys.Take(MaxLines))
            yield return $"- {MarkdownText.Code($"{key.Region} {key.Fingerprint}", MaxText)}";
        if (document.Keys.Count > MaxLines)
            yield return $"- {Number(document.Keys.Count - MaxLines)} more keys are not shown.";
        yield return "\n</details>";
    }

    /// <summary>
    /// Returns the name for a code block, where nothing can be escaped. The table above it shows the full name.
    /// </summary>
    private static string ChainName(ReportChain chain) =>
        string.Concat(
            $"{chain.AccountId} {chain.Region}"
                .Take(MaxName)
                .Select(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' ? c : '_')
        );

    private static IEnumerable<ReportChain> WorstFirst(ReportDocument document) =>
        document.Chains.OrderBy(chain => chain.Verdict);

    private static string Cell(string text) => MarkdownText.Code(text, MaxName);

    private static string Tally(ReportTally tally)
    {
        if (Sum(tally) == 0)
            return "–";
        var invalid = tally.Invalid > 0 ? $", **{Number(tally.Invalid)} invalid**" : "";
        var open = tally.CouldNotCheck > 0 ? $", {Number(tally.CouldNotCheck)} could not be checked" : "";
        return $"{Number(tally.Valid)} of {Number(Sum(tally))} valid{invalid}{open}";
    }

    private static long Sum(ReportTally tally) => (long)tally.Valid + tally.Invalid + tally.CouldNotCheck;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Word(Verdict verdict) => $"{Icon(verdict)}&nbsp;{verdict}";

    private static string Icon(Verdict verdict) =>
        verdict switch
        {
            Verdict.Invalid => "❌",
            Verdict.Incomplete => "⚠️",
            Verdict.Valid => "✅",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
        };

    private static int WriteLine(StreamWriter output, string line)
    {
        output.WriteLine(line);
        return Encoding.UTF8.GetByteCount(line) + 1;
    }
}
