namespace Integrity.Reporting.Html;

/// <summary>Writes the counts of files by verdict, in total and for each chain.</summary>
internal static class CountsSection
{
    public static void Write(ReportDocument document, HtmlWriter html)
    {
        html.Write($"<section aria-labelledby=\"counts-h\">\n<h2 id=\"counts-h\">Counts</h2>\n");
        WriteTotal(document.Total, document.QueryResults is null ? "All chains" : "Query results", html);
        if (document.Chains.Count > 1)
            WriteChains(document, html);
        html.Write($"</section>\n");
    }

    private static void WriteTotal(ReportCounts total, string name, HtmlWriter html)
    {
        html.Write(
            $"""
            <div class="scroll" role="region" aria-label="Counts" tabindex="0"><table class="counts">
            <thead><tr>
            <th scope="col">{name}</th><th scope="col">Valid</th><th scope="col">Invalid</th>
            <th scope="col">Could not check</th><th scope="col">Total</th></tr></thead>
            <tbody>

            """
        );
        if (total is { SignFiles: { } signFiles, ResultFiles: { } resultFiles })
        {
            WriteKind("Sign files", signFiles, html);
            WriteKind("Query result files", resultFiles, html);
            html.Write($"</tbody></table></div>\n");
            return;
        }
        WriteKind("Digest files", total.DigestFiles, html);
        if (Total(total.BackfillDigestFiles) > 0)
            WriteKind("Backfill digest files", total.BackfillDigestFiles, html);
        WriteKind("Log files", total.LogFiles, html);
        if (Total(total.UnlistedObjects) > 0)
            WriteKind("Unlisted objects", total.UnlistedObjects, html);
        html.Write(
            $"</tbody></table></div>\n<p class=\"note\">Time not covered by any digest file: {NotCovered(total)}.</p>\n"
        );
    }

    private static void WriteKind(string name, ReportTally tally, HtmlWriter html)
    {
        html.Write($"<tr><th scope=\"row\">{name}</th>");
        WriteTally(tally, html);
        html.Write($"<td>{PlainWords.Number(Total(tally))}</td></tr>\n");
    }

    private static void WriteChains(ReportDocument document, HtmlWriter html)
    {
        var hasBackfill = Total(document.Total.BackfillDigestFiles) > 0;
        var hasUnlisted = Total(document.Total.UnlistedObjects) > 0;
        string[] kinds =
        [
            "Digest files",
            .. hasBackfill ? ["Backfill digest files"] : Array.Empty<string>(),
            "Log files",
            .. hasUnlisted ? ["Unlisted objects"] : Array.Empty<string>(),
        ];
        html.Write(
            $"""
            <div class="scroll" role="region" aria-label="Counts of each chain" tabindex="0"><table class="counts">
            <thead><tr>
            <th scope="col" rowspan="2">Account</th><th scope="col" rowspan="2">Region</th>
            <th scope="col" rowspan="2">Verdict</th>
            """
        );
        foreach (var kind in kinds)
            html.Write($"<th scope=\"colgroup\" colspan=\"3\" class=\"group\">{kind}</th>");
        html.Write($"<th scope=\"col\" rowspan=\"2\" class=\"group\">Not covered</th></tr>\n<tr>");
        foreach (var _ in kinds)
            html.Write(
                $"<th scope=\"col\" class=\"group\">valid</th><th scope=\"col\">invalid</th><th scope=\"col\">not "
                    + $"checked</th>"
            );
        html.Write($"</tr></thead>\n<tbody>\n");
        foreach (var chain in document.Chains)
        {
            html.Write(
                $"<tr><th scope=\"row\">{chain.AccountId}</th><th scope=\"row\">{chain.Region}</th><td><span "
                    + $"class=\"tag {Wording.VerdictClass(chain.Verdict):plain}\">{Wording.Verdict(chain.Verdict)}"
                    + $"</span></td>"
            );
            WriteTally(chain.Counts.DigestFiles, html);
            if (hasBackfill)
                WriteTally(chain.Counts.BackfillDigestFiles, html);
            WriteTally(chain.Counts.LogFiles, html);
            if (hasUnlisted)
                WriteTally(chain.Counts.UnlistedObjects, html);
            html.Write($"<td class=\"group\">{NotCovered(chain.Counts)}</td></tr>\n");
        }
        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteTally(ReportTally tally, HtmlWriter html)
    {
        html.Write($"<td class=\"group\">{PlainWords.Number(tally.Valid)}</td>");
        html.Write(
            $"<td class=\"{(tally.Invalid > 0 ? "bad" : "zero"):plain}\">{PlainWords.Number(tally.Invalid)}</td>"
        );
        html.Write(
            $"<td "
                + $"class=\"{(tally.CouldNotCheck > 0 ? "open" : "zero"):plain}\">"
                + $"{PlainWords.Number(tally.CouldNotCheck)}</td>"
        );
    }

    private static string NotCovered(ReportCounts counts) =>
        counts.NotCoveredRanges == 0
            ? "none"
            : $"{PlainWords.Duration(counts.NotCoveredSeconds)} in "
                + $"{PlainWords.Count(counts.NotCoveredRanges, "range", "ranges")}";

    private static long Total(ReportTally tally) => (long)tally.Valid + tally.Invalid + tally.CouldNotCheck;
}
