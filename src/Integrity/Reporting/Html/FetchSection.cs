namespace Integrity.Reporting.Html;

/// <summary>Writes the differences between a fetched copy and the store.</summary>
internal static class FetchSection
{
    private const int MaxRows = 1000;

    public static void Write(ReportFetch fetch, HtmlWriter html)
    {
        if (fetch.CountProblems() == 0)
            return;
        html.Write(
            $"""
            <section aria-labelledby="fetch-h">
            <h2 id="fetch-h">Differences from the store</h2>
            <div class="scroll" role="region" aria-label="Differences from the store" tabindex="0"><table>
            <thead><tr><th scope="col">Object</th><th scope="col">Problem</th></tr></thead>
            <tbody>

            """
        );
        foreach (var problem in fetch.Problems.Take(MaxRows))
            html.Write($"<tr><th scope=\"row\"><code>{problem.Location}</code></th><td>{problem.Words}</td></tr>\n");
        html.Write($"</tbody></table></div>\n");
        var leftOut = fetch.CountProblems() - Math.Min(MaxRows, fetch.Problems.Count);
        if (leftOut > 0)
            html.Write(
                $"<p class=\"warning\">{PlainWords.Count(leftOut, "more object is", "more objects are")} not shown."
                    + $"</p>\n"
            );
        html.Write($"</section>\n");
    }
}
