namespace Integrity.Reporting.Html;

/// <summary>
/// Writes the findings, chain by chain. The first ones are rows of the page. The rest is data that the script shows
/// block by block, because browsers are too slow for 100,000 rows.
/// </summary>
internal sealed class FindingsSection(ReportDocument document, HtmlWriter html)
{
    /// <summary>Maximum number of findings written as rows.</summary>
    public const int MaxRows = 2000;

    /// <summary>Maximum total length of these rows; findings can be long.</summary>
    public const int MaxRowCharacters = 8 * 1024 * 1024;

    /// <summary>Maximum length of the data for further findings. Findings that do not fit are counted.</summary>
    public const int MaxDataCharacters = 48 * 1024 * 1024;

    private readonly long _end = html.Length + MaxRowCharacters;

    public void Write()
    {
        var count = document.Findings.Count + document.FindingsLeftOut;
        html.Write(
            $"<section aria-labelledby=\"findings-h\" id=\"findings\" tabindex=\"-1\">\n<h2 id=\"findings-h\">Findings"
                + $"</h2>\n"
        );
        if (count == 0)
            html.Write($"<p>No findings.</p>\n");
        var chains = document
            .Findings.Select((finding, index) => FindingOf(finding, index))
            .GroupBy(entry => entry.Chain)
            .Select(group => new Group(group.Key.AccountId, group.Key.Region, [.. group.Select(entry => entry.View)]))
            .ToList();
        if (count > 0)
            WriteIntroduction(count, chains.Count);
        var shares = Shares([.. chains.Select(chain => chain.Findings.Count)]);
        var data = new FindingsData(html, MaxDataCharacters);
        for (var i = 0; i < chains.Count; i++)
            WriteChain(chains[i], i, shares[i], data);
        html.Write($"<template id=\"finding-row\"><table>");
        FindingRow.Write(html, new FindingView(0, 0, "", "", "", HasTime: true, 0, 0, "", "", "", ""));
        html.Write($"</table></template>\n</section>\n");
    }

    private static ((string AccountId, string Region) Chain, FindingView View) FindingOf(
        ReportFinding finding,
        int index
    ) => ((finding.AccountId, finding.Region), FindingView.Of(index + 1, finding));

    private void WriteIntroduction(long count, int chains)
    {
        var inChains = document.QueryResults is null
            ? $" in {PlainWords.Count(chains, "chain", "chains")}, newest first within a chain"
            : "";
        html.Write(
            $"<p class=\"note\">{PlainWords.Count(count, "finding", "findings")}{inChains}. "
                + $"Numbers match the order in the JSON report.</p>\n"
        );
        if (document.FindingsLeftOut > 0)
            html.Write(
                $"<p class=\"warning\">{PlainWords.Number(document.FindingsLeftOut)} more findings were counted but "
                    + $"not kept in this report or the JSON report. Verify a shorter range to see them.</p>\n"
            );
    }

    private void WriteChain(Group chain, int index, int share, FindingsData data)
    {
        html.Write(
            $"<section class=\"chain\" aria-labelledby=\"g{index}\" data-account=\"{chain.AccountId:plain}\" "
                + $"data-region=\"{chain.Region:plain}\">\n"
        );
        html.Write(
            $"<h3 id=\"g{index}\">{(document.QueryResults is null ? chain.Region : "Query results")} <span "
                + $"class=\"account\">{chain.AccountId}</span> <span "
                + $"class=\"count\">{PlainWords.Count(chain.Findings.Count, "finding", "findings")}</span></h3>\n"
        );
        html.Write(
            $"""
            <table class="findings">
            <thead><tr>
            <th scope="col">Finding</th><th scope="col">Object or time</th>
            <th scope="col">What was found</th></tr></thead>
            <tbody>

            """
        );
        var rows = 0;
        while (rows < share && html.Length < _end)
            FindingRow.Write(html, chain.Findings[rows++]);
        html.Write($"</tbody>\n</table>\n");
        if (rows < chain.Findings.Count)
            WriteRest(chain, index, rows, data);
        html.Write($"</section>\n");
    }

    private void WriteRest(Group chain, int index, int rows, FindingsData data)
    {
        var rest = chain.Findings.Count - rows;
        html.Write(
            $"<p class=\"more\">{PlainWords.Count(rest, "more finding", "more findings")} in this chain "
                + $"{(rest == 1 ? "is" : "are")} not shown here. <noscript>Enable JavaScript to show them, or see the "
                + $"JSON report.</noscript></p>\n"
        );
        var left = data.Write(index, chain.Findings.Skip(rows));
        if (left > 0)
            html.Write(
                $"<p class=\"warning\">{PlainWords.Number(left)} of them do not fit into this file. See the JSON "
                    + $"report.</p>\n"
            );
    }

    /// <summary>
    /// Divides the rows among the chains. Chains with few findings get all their rows, so that a chain with many never
    /// hides them.
    /// </summary>
    private static int[] Shares(int[] counts)
    {
        var (shares, room) = (new int[counts.Length], MaxRows);
        var fewestFirst = Enumerable.Range(0, counts.Length).OrderBy(i => counts[i]).ToList();
        for (var i = 0; i < fewestFirst.Count; i++)
        {
            var chain = fewestFirst[i];
            shares[chain] = Math.Min(counts[chain], room / (fewestFirst.Count - i));
            room -= shares[chain];
        }
        return shares;
    }

    private sealed record Group(string AccountId, string Region, IReadOnlyList<FindingView> Findings);
}
