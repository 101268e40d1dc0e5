namespace Integrity.Reporting.Html;

/// <summary>Writes the verdict and what was verified.</summary>
internal static class SummarySection
{
    public static void WriteHeader(ReportDocument document, HtmlWriter html)
    {
        html.Write(
            $"<header class=\"verdict {Wording.VerdictClass(document.Verdict):plain}\">\n<p class=\"kind\">Integrity "
                + $"report for "
                + $"{(document.QueryResults is null ? "CloudTrail log files" : "query results of CloudTrail Lake")}"
                + $"</p>\n"
        );
        html.Write($"<h1>{Headline.Of(document)}</h1>\n");
        foreach (var sentence in Headline.Caveats(document))
            html.Write($"<p class=\"caveat\">{sentence}</p>\n");
        html.Write($"</header>\n");
    }

    public static void Write(ReportDocument document, HtmlWriter html)
    {
        html.Write(
            $"<section aria-labelledby=\"about-h\">\n<h2 id=\"about-h\">What was verified</h2>\n<dl class=\"facts\">\n"
        );
        if (document.QueryResults is { } results)
            WriteQueryResults(results, html);
        if (document.Requested is { } requested)
            WriteTrail(document, requested, html);
        html.Write(
            $"<dt>Verified</dt><dd>{Wording.Time(document.VerifiedAt)}, with {document.Tool.Name} "
                + $"{document.Tool.Version}</dd>\n"
        );
        if (document.Tool.Command is { } command)
            html.Write($"<dt>Command</dt><dd><code>{command}</code></dd>\n");
        html.Write($"</dl>\n</section>\n");
    }

    private static void WriteTrail(ReportDocument document, ReportRange requested, HtmlWriter html)
    {
        html.Write($"<dt>Trail</dt><dd><code>{document.Subject}</code></dd>\n");
        if (document.Relocation is { } relocation)
            html.Write(
                $"<dt>Relocated copy</dt><dd>read from <code>{relocation.Copy}</code>, instead of "
                    + $"<code>{relocation.Original}</code></dd>\n"
            );
        if (document.Bundle is { } bundle)
            html.Write($"<dt>Bundle</dt><dd><code>{bundle.File}</code>, {bundle.Words}</dd>\n");
        if (document.Fetch is { } fetch)
            html.Write($"<dt>Fetch</dt><dd>{fetch.ToString()}</dd>\n");
        html.Write($"<dt>Requested range</dt><dd>{Range(requested)}</dd>\n");
        var found = document.Found is { } range ? Range(range) : "none: the range contains no verified digest files";
        html.Write($"<dt>Verified range</dt><dd>{found}</dd>\n");
        html.Write(
            $"<dt>Chains</dt><dd>{PlainWords.Count(document.Chains.Count, "chain", "chains")} of digest files, one for "
                + $"each account and region</dd>\n"
        );
    }

    private static void WriteQueryResults(ReportQueryResults results, HtmlWriter html)
    {
        html.Write($"<dt>Query results</dt><dd><code>{results.Folder}</code></dd>\n");
        if (results is { Region: { } region, CompletedAt: { } completed })
            html.Write($"<dt>From the sign file (not signed)</dt><dd>{region}, {Wording.Time(completed)}</dd>\n");
    }

    private static string Range(ReportRange range)
    {
        var (start, end) = (range.Start.ToUnixTimeSeconds(), range.End.ToUnixTimeSeconds());
        return $"{Wording.Range(start, end)} ({PlainWords.Duration(end - start)})";
    }
}
