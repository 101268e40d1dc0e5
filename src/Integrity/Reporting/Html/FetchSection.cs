namespace Integrity.Reporting.Html;

/// <summary>What is not in a fetched folder as it is in the store.</summary>
internal static class FetchSection
{
    private const int MaxRows = 1000;

    public static void Write(ReportFetch fetch, HtmlWriter html)
    {
        if (fetch.CountProblems() == 0) return;
        html.Write($"""
            <section aria-labelledby="fetch-h">
            <h2 id="fetch-h">Not as in the store</h2>
            <div class="scroll" role="region" aria-label="Not as in the store" tabindex="0"><table>
            <thead><tr><th scope="col">Object</th><th scope="col">What is wrong</th></tr></thead>
            <tbody>

            """);
        foreach (var problem in fetch.Problems.Take(MaxRows)) html.Write($"<tr><th scope=\"row\"><code>{problem.Location}</code></th><td>{problem.Words}</td></tr>\n");
        html.Write($"</tbody></table></div>\n");
        var leftOut = fetch.CountProblems() - Math.Min(MaxRows, fetch.Problems.Count);
        if (leftOut > 0) html.Write($"<p class=\"warning\">{PlainWords.Count(leftOut, "further object is", "further objects are")} left out here.</p>\n");
        html.Write($"</section>\n");
    }
}
